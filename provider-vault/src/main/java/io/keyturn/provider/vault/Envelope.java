package io.keyturn.provider.vault;

import io.keyturn.secret.SecretBundle;
import java.util.Map;
import java.util.Optional;

/**
 * What Vault answers a read with: the content, and the lease on it where there is one.
 *
 * @param data the members of the content, each as JSON; none where there is no content
 */
record Envelope(Map<String, String> data, Optional<Lease> lease) {
  /**
   * What the answer of status 200 to a read has in it.
   *
   * @throws VaultFailure if it is not the answer that Vault gives
   */
  static Envelope of(Answer answer) {
    Map<String, String> members = Json.members(answer.body());
    return new Envelope(
        Json.members(Json.member(members, "data")), Lease.of(members, answer.shared()));
  }

  /** Starts a bundle whose fields are these members. */
  static SecretBundle.Builder bundle(Map<String, String> members) {
    SecretBundle.Builder bundle = SecretBundle.builder();
    members.forEach((name, value) -> add(name, value, bundle));
    return bundle;
  }

  /** A text without its escapes, which would count for the size of the bundle. */
  private static void add(String name, String value, SecretBundle.Builder bundle) {
    if (value.startsWith("\"")) {
      bundle.field(name, Json.text(value));
    } else {
      bundle.jsonField(name, value);
    }
  }

  /** The lease, nothing of the content. */
  @Override
  public String toString() {
    return "Envelope[" + lease + "]";
  }
}
