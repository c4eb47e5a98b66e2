/**
 * Secrets from AWS Secrets Manager, for stores of type {@code aws}.
 *
 * <p>Start with configuration ({@code docs/providers/aws.md}), or with {@link
 * io.keyturn.provider.aws.AwsSecretProvider#of} for a client of one's own. Everything public here
 * is thread-safe. No type here prints a secret value.
 */
@NullMarked
package io.keyturn.provider.aws;

import org.jspecify.annotations.NullMarked;
