package io.keyturn.provider.vault;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A <a href="https://developer.hashicorp.com/vault/docs/concepts/lease">lease</a>, as Vault tells
 * it.
 *
 * @param id who may revoke leases can do it with this alone, so it goes into no message
 * @param duration how long it lives from now
 * @param renewable whether its life can be prolonged, up to a maximum that Vault does not tell
 * @param shared whether it is in a Vault Agent's cache, so that others may use it too
 */
record Lease(String id, Duration duration, boolean renewable, boolean shared) {
  /** The lease of an answer. KV version 1 tells a duration without a lease: it has no id. */
  static Optional<Lease> of(Map<String, String> answer, boolean shared) {
    String id = answer.getOrDefault("lease_id", "null");
    if (id.equals("null") || id.equals("\"\"")) {
      return Optional.empty();
    }
    Duration duration = Duration.ofSeconds(Json.natural(answer, "lease_duration"));
    boolean renewable = "true".equals(answer.get("renewable"));
    return Optional.of(new Lease(Json.text(id), duration, renewable, shared));
  }

  /** How long it lives. */
  @Override
  public String toString() {
    return "Lease[" + duration + "]";
  }
}
