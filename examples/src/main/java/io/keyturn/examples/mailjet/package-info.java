/** Sends mail with keys that turn. */
@NullMarked
package io.keyturn.examples.mailjet;

import org.jspecify.annotations.NullMarked;
