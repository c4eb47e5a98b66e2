/** The values: secrets, their locations, and what can go wrong. */
@NullMarked
package io.keyturn.secret;

import org.jspecify.annotations.NullMarked;
