/** How soon listeners know. */
@NullMarked
package io.keyturn.bench.turn;

import org.jspecify.annotations.NullMarked;
