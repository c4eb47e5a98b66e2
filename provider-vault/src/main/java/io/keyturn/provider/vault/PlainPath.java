package io.keyturn.provider.vault;

import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretLocation;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a path is read whose engine is not KV: as it is, its fields the members of the answer.
 *
 * @param doubt what else may be wrong where nothing is there, said after that
 */
record PlainPath(String doubt) implements Engine {
  /** When Vault gave a static role the password of now; only static roles have it. */
  private static final String ROTATED = "last_vault_rotation";

  private static final String TTL = "ttl";

  /** Vault looks every five seconds which passwords are due. */
  private static final Duration OVERDUE = Duration.ofSeconds(5);

  /** How the engines of Vault 1.13 say, with status 400, that they have no such role or key. */
  private static final Pattern UNKNOWN =
      Pattern.compile(
          "\\{\"errors\":\\[\"(unknown (role|key): "
              + "|[Rr]ole (set )?(\\\\\"|').{1,512}?(\\\\\"|') (not found|does not exist))");

  @Override
  public Optional<String> problem(SecretLocation bundle) {
    return bundle
        .param(Kv.VERSION)
        .map(version -> "'version' needs a mount of KV version 2, and this is no KV engine");
  }

  @Override
  public String request(SecretLocation bundle) {
    return Segments.encoded(bundle.path());
  }

  @Override
  public Uses uses() {
    return Uses.LEASE; // perhaps
  }

  @Override
  public SecretBundle.Builder read(SecretLocation bundle, Envelope answer) {
    Map<String, String> data = answer.data();
    if (data.isEmpty()) {
      throw new VaultFailure(Kind.FORMAT, "the answer has no content: is this a path to read?");
    }
    return data.containsKey(ROTATED) ? staticRole(data) : Envelope.bundle(data);
  }

  /**
   * A <a
   * href="https://developer.hashicorp.com/vault/api-docs/secret/databases#get-static-credentials">
   * static role</a> has no lease. Its {@code ttl} counts down to the next password: it is the time
   * to look again, and no field, since it is another at each look.
   */
  private static SecretBundle.Builder staticRole(Map<String, String> data) {
    Map<String, String> fields = new LinkedHashMap<>(data);
    Instant rotated = Json.instant(data, ROTATED);
    String ttl = fields.remove(TTL);
    SecretBundle.Builder bundle =
        Envelope.bundle(fields)
            .version(rotated.truncatedTo(ChronoUnit.MILLIS).toString())
            .createdAt(rotated);
    return ttl == null ? bundle : bundle.lookAgainIn(after(Json.number(data, TTL)));
  }

  private static Duration after(long ttl) {
    return ttl > 0 ? Duration.ofSeconds(Math.min(ttl, Long.MAX_VALUE - 1) + 1) : OVERDUE;
  }

  @Override
  public Optional<String> missing(SecretLocation bundle, Answer answer) {
    boolean unknown = answer.status() == 400 && UNKNOWN.matcher(answer.body()).lookingAt();
    if (unknown) {
      return Optional.of("status 400: the engine knows no such role or key");
    }
    return answer.missing() ? Optional.of("nothing is there" + doubt) : Optional.empty();
  }
}
