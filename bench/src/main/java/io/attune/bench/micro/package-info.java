/** Measures parts of the product by themselves, without a platform around them. */
@NullMarked
package io.attune.bench.micro;

import org.jspecify.annotations.NullMarked;
