/**
 * The front door: secrets by name, that turn while the application runs.
 *
 * <p>Start with {@link io.keyturn.Secrets}. Everything here is safe for use by several threads,
 * builders excepted. No type here prints a secret value.
 */
@NullMarked
package io.keyturn;

import org.jspecify.annotations.NullMarked;
