/** What a provider of secrets implements. */
@NullMarked
package io.keyturn.provider;

import org.jspecify.annotations.NullMarked;
