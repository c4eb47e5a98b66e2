/** The front door, and the engine behind it. */
@NullMarked
package io.keyturn;

import org.jspecify.annotations.NullMarked;
