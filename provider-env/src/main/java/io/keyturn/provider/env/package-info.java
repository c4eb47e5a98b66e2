/** Secrets from environment variables, system properties and files. */
@NullMarked
package io.keyturn.provider.env;

import org.jspecify.annotations.NullMarked;
