package io.keyturn.provider.vault;

import io.keyturn.testpages.WitnessTable;
import io.keyturn.testpages.WitnessTable.Elsewhere;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What {@code docs/providers/vault.md} promises, each with a {@link Witness}. */
enum Row implements WitnessTable.Row {
  KV2("KV version 2: texts, numbers, nested members"),
  KV1("KV version 1"),
  VERSION("`version`"),
  DELETED("a version that is deleted, or destroyed"),
  UNDELETED("what is undeleted is read again, without a turn"),
  LOOKS("a look is one request, and turns by Vault's version (hashicorp/vault#6274, #8287)"),
  KV_MOUNTS("`kv-mounts`, also for mounts with slashes"),
  DETECTED("Vault is asked once for the mount and the version of an engine"),
  UNDETECTED("where it may not be asked, what to configure is told"),
  API_PATH("`secret/data/x` is refused with a hint"),
  ANY_PATH("any path that can be read"),
  STATIC_ROLE("a static role of a database turns when its password does"),

  LEASE_END("valid until the earlier end of lease and token"),
  LEASE_RENEWED("a lease is renewed at two thirds of what remains, with jitter"),
  LEASE_FAILS(
      "a renewal that fails is tried again while the lease lives, and makes no user (spring-vault#222)"),
  LEASE_REPLACED("replaced when no more than the drain remains of the longest life"),
  LEASE_DRAIN("the drain is cut to a third of a short life, with one warning"),
  LEASE_REVOKED("what is retired is revoked once"),
  LEASE_CLOSED("all leases are revoked by `close()`, where configured"),
  LEASE_USERS("looks create no users, counted in PostgreSQL"),

  POOL("users change under a running pool and no query fails, in a transaction neither"),
  POOL_KEPT("the same without eviction fails"),
  POOL_TOKEN("leases longer than their token"),
  POOL_REJECTED("a failed login to the database is `rejected` (aws-advanced-jdbc-wrapper#1081)"),

  TOKEN("a token"),
  TOKEN_FILE("a token in a file"),
  APPROLE("AppRole"),
  WRAPPED("AppRole with a wrapped secret id"),
  JWT("JWT"),
  KUBERNETES("Kubernetes"),
  CERTIFICATE("a TLS certificate"),
  USERPASS("userpass"),
  AWS("AWS IAM"),
  READ_AGAIN(
      "token files and JWTs are read again at every login (spring-vault#449, spring-cloud-vault#339, #491)"),
  SESSION("renewed, or replaced, inside a call once two thirds of its life are over"),
  SESSION_LOOK("the engine calls for it in time, also for what is not looked at so often"),
  SESSION_THREAD("no thread of its own"),
  NOT_RENEWABLE(
      "logged in again where a token is not renewable (spring-vault#863, #870, spring-cloud-vault#715)"),
  USED_UP("logged in again before a token is used up (quarkus-vault#328, #119, #338)"),
  FORBIDDEN("logged in again once after a 403, where the token came of a login"),
  LOGIN_FAILS(
      "a login or renewal that fails is tried again in time, and not too often (spring-cloud-vault#958, #708, spring-vault#839, #646, #222)"),

  NAMESPACES("a namespace of the login and one of the data (spring-cloud-vault#694)"),
  AGENT("by way of Vault Agent, with its token"),
  AGENT_OWN_TOKEN("by way of Vault Agent, with a token of one's own"),
  AGENT_LEASES("leases that Vault Agent caches"),
  VARIABLES("the variables of the Vault CLI: address, token, namespace, certificates"),
  SKIP_VERIFY("`VAULT_SKIP_VERIFY` holds, and is told loudly"),
  STANDBY("a redirect of a standby is followed"),
  OTHER_HOST("no token follows a redirect to another host"),
  THROTTLED("429"),
  RETRY_AFTER("429 with `Retry-After`: Vault is left alone until then"),
  SERVER_ERROR("5xx"),
  SEALED("a sealed Vault"),
  LATE("a Vault that comes up late (spring-cloud-vault#236, spring-vault#504)"),
  ENTERPRISE("412, 472 and 473 of Vault Enterprise (vault-java-driver#68)"),
  TLS_AGAIN("certificates and keys are read again when their files change"),
  PROXY("proxies"),
  HTTP("HTTP/1.1, no compression asked for, one client for all requests"),
  TIMEOUTS("timeouts hold against a server that hangs or drips (spring-vault#861, #907)"),
  SIZE("nothing beyond 1 MiB and an envelope is read"),
  HEAP("answers of any size fit into a heap of 128 MiB"),

  LINES("the same jar on Spring Vault 3.2 with Jackson 2 and on 4.0 with Jackson 3"),
  JARS("what comes along"),
  RIGHTS("the policy of this page is enough, and nothing in it is too much"),
  SECRECY("no credential and no value in any log, by any logger at any level"),
  HTTP_LOG("`jdk.httpclient.HttpClient.log`, which prints tokens, is warned about at start"),
  VM("the example for a machine with AppRole"),
  POD("the example for Kubernetes"),
  SIDECAR("the example for Vault Agent as a sidecar"),
  DEV("the example for a development server"),
  MOVING_IN("the samples of moving in");

  /** What only Vault Enterprise has: no witness is real. */
  static final Set<Row> OF_ENTERPRISE = EnumSet.of(NAMESPACES, ENTERPRISE);

  private final String text;

  Row(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public List<Elsewhere> elsewhere() {
    return switch (this) {
      case POOL -> List.of(ofPool("no_query_fails_while_the_user_turns_again_and_again"));
      case POOL_KEPT -> List.of(ofPool("without_eviction_queries_fail"));
      case POOL_TOKEN -> List.of(ofPool("leases_that_end_with_their_token_turn_in_time"));
      case POOL_REJECTED ->
          List.of(
              ofPool("a_user_who_was_revoked_is_replaced_at_the_first_connection_that_is_refused"));
      case SECRECY -> List.of(ofPool("no_logger_at_any_level_tells_a_password_or_a_token"));
      default -> List.of();
    };
  }

  private static Elsewhere ofPool(String test) {
    return new Elsewhere("examples", "io.keyturn.examples.hikari.HikariOnVaultIT", test, "*real*");
  }
}
