/**
 * Where the files of packs come from and where they are kept: {@link io.attune.pack.source.PackArchive} and {@link
 * io.attune.pack.source.PackDirectory} bring foreign files into a staging directory, {@link io.attune.pack.source.PackLibrary} keeps
 * versions and switches between them. Trusts no name and no size that a source claims (packs.md §12). Knows nothing of what the files say.
 */
@NullMarked
package io.attune.pack.source;

import org.jspecify.annotations.NullMarked;
