/** How long it takes to start. */
@NullMarked
package io.keyturn.bench.start;

import org.jspecify.annotations.NullMarked;
