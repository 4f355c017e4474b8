/** Where the files of packs are on this machine: {@link io.attune.worker.pack.PackFiles}. */
@NullMarked
package io.attune.worker.pack;

import org.jspecify.annotations.NullMarked;
