/**
 * Secrets from this process's environment and from files: the store types {@code env} and {@code
 * file}.
 *
 * <p>Start with {@code docs/providers/env.md}; a program that configures in code makes a store by
 * {@link io.keyturn.provider.env.EnvSecretProviderFactory} or {@link
 * io.keyturn.provider.env.FileSecretProviderFactory}. Everything here is thread-safe. No type here
 * prints a secret value.
 */
@NullMarked
package io.keyturn.provider.env;

import org.jspecify.annotations.NullMarked;
