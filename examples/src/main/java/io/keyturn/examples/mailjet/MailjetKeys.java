package io.keyturn.examples.mailjet;

import io.keyturn.SecretName;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretLocation;

/**
 * What Mailjet knows an account by; both halves are always of one version.
 *
 * @param apiKey the public half
 * @param secretKey the private half
 */
public record MailjetKeys(
    @SecretName("MAILJET_API_KEY") Secret apiKey,
    @SecretName("MAILJET_SECRET_KEY") Secret secretKey) {

  /** The store's version of the pair. */
  String version() {
    return apiKey.version();
  }

  /** The id of the store the pair was read from. */
  String store() {
    return apiKey.location().map(SecretLocation::store).orElse("-");
  }
}
