/** Secrets from AWS Secrets Manager. */
@NullMarked
package io.keyturn.provider.aws;

import org.jspecify.annotations.NullMarked;
