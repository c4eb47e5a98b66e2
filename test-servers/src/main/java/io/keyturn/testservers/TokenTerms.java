package io.keyturn.testservers;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a token of Vault may do and how long it lives: one made at once, or those of a login.
 *
 * <p>Immutable. Vault takes whole seconds.
 *
 * @see <a href="https://developer.hashicorp.com/vault/docs/concepts/tokens">Vault: tokens</a>
 */
public final class TokenTerms {
  private final Map<String, Object> terms;

  private TokenTerms(Map<String, Object> terms) {
    this.terms = terms;
  }

  /** A renewable token with these policies, and {@code default}, for as long as Vault has it. */
  public static TokenTerms of(String... policies) {
    return new TokenTerms(Map.of("policies", List.of(policies)));
  }

  private TokenTerms with(String term, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(terms);
    more.put(term, value);
    return new TokenTerms(more);
  }

  /** How long it lives at first, and by each renewal. */
  public TokenTerms ttl(Duration ttl) {
    return with("ttl", ttl.toSeconds());
  }

  /** How long it lives at most, by all renewals; only of a login, which applies it anew. */
  public TokenTerms maxTtl(Duration maxTtl) {
    return with("max_ttl", maxTtl.toSeconds());
  }

  /** How long it lives at most, by all renewals, even if it is periodic. */
  public TokenTerms explicitMaxTtl(Duration maxTtl) {
    return with("explicit_max_ttl", maxTtl.toSeconds());
  }

  /** Makes it periodic: it lives for this long after each renewal, without an end. */
  public TokenTerms period(Duration period) {
    return with("period", period.toSeconds());
  }

  /** How many requests it is good for. */
  public TokenTerms uses(int uses) {
    return with("num_uses", uses);
  }

  /** Makes it one that cannot be renewed; not of a login, which has {@link #batch} for that. */
  public TokenTerms notRenewable() {
    return with("renewable", false);
  }

  /** Makes it a batch token, which is neither kept by Vault nor renewed. */
  public TokenTerms batch() {
    return with("type", "batch");
  }

  /** Leaves out the policy {@code default}, so that it may not even look at itself. */
  public TokenTerms withoutDefaultPolicy() {
    return with("no_default_policy", true);
  }

  /** The body of a request for a token. */
  String ofToken() {
    return Json.object(terms);
  }

  /** The body of a request for the role of a login, whatever the kind of login. */
  String ofRole(Map<String, ?> more) {
    Map<String, Object> body = new LinkedHashMap<>(more);
    terms.forEach((term, value) -> body.put("token_" + term, value));
    return Json.object(body);
  }
}
