package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretBundle.Remark;
import io.keyturn.secret.SecretFormatException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of Vault for a lease, by answers as Vault 1.13 gave them. */
class LeasingTest {
  private static final SecretLocation BUNDLE = Vaults.location("database/creds/app");
  private static final String READ = "GET /v1/database/creds/app";
  private static final String RENEW = "POST /v1/sys/leases/renew";
  private static final String REVOKE = "POST /v1/sys/leases/revoke";

  private final FakeVault vault = new FakeVault();
  private final AtomicLong now = new AtomicLong();
  private final List<String> ids = new CopyOnWriteArrayList<>();
  private final String id = "database/creds/app/" + LeakGuard.canary().text();

  @AfterEach
  void close() {
    vault.close();
  }

  private ProviderSettings.Builder settings() {
    return Vaults.settings(vault.address())
        .text(MountKeys.KV_MOUNTS, "secret")
        .drain(Duration.ofMinutes(10));
  }

  private SecretProvider provider(ProviderSettings.Builder settings) {
    return new VaultSecretProviderFactory(now::get).create(settings.build());
  }

  private SecretProvider withToken() {
    return provider(settings().secret(LoginKeys.TOKEN, secret()));
  }

  private static Supplier<Secret> secret() {
    return Vaults.secret(LeakGuard.canary().text());
  }

  /** Each read brings another lease. */
  private FakeVault leasesOf(long seconds) {
    return vault.on(
        "/v1/database/creds/app", exchange -> reply(exchange, lease(another(), seconds)));
  }

  private static void reply(HttpExchange exchange, String body) throws IOException {
    FakeVault.reply(exchange, 200, body.getBytes(StandardCharsets.UTF_8));
  }

  private SecretProvider leasing() {
    leasesOf(3600);
    return withToken();
  }

  private String another() {
    ids.add(id + ids.size());
    return ids.get(ids.size() - 1);
  }

  private static String lease(String id, long seconds) {
    return "{\"request_id\":\"0\",\"lease_id\":\""
        + id
        + "\",\"renewable\":true,\"lease_duration\":"
        + seconds
        + ",\"data\":{\"password\":\"p\",\"username\":\"u\"},\"wrap_info\":null,"
        + "\"warnings\":null,\"auth\":null}";
  }

  private void renewals(int status, String body) {
    vault.on("/v1/sys/leases/renew", status, body);
  }

  private void renewalsBring(long seconds) {
    renewals(200, lease(ids.get(0), seconds).replaceFirst("\"data\":\\{.*?\\}", "\"data\":null"));
  }

  private static String errors(String error) {
    return "{\"errors\":[\"" + error + "\"]}";
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private List<String> asked() {
    return vault.asked.stream().map(FakeVault.Asked::line).toList();
  }

  private static String version(SecretBundle bundle) {
    return bundle.version().orElseThrow();
  }

  private static Outcome.Unchanged unchanged(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Unchanged.class);
    return (Outcome.Unchanged) outcome;
  }

  private static SecretBundle changed(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Fetched.class);
    return ((Outcome.Fetched) outcome).bundle();
  }

  private static Optional<Duration> hours(long hours) {
    return Optional.of(Duration.ofHours(hours));
  }

  /** The JDK's client sends a GET again whose connection ends without an answer. */
  @Test
  @Witness(value = Row.LEASE_USERS, kind = Witness.Kind.REQUEST)
  void a_read_without_an_answer_is_not_sent_again() {
    try (SecretProvider provider = leasing()) {
      provider.fetch(BUNDLE);
      vault.on("/v1/database/creds/app", exchange -> {});

      assertThatThrownBy(() -> provider.fetch(BUNDLE))
          .isInstanceOf(SecretUnavailableException.class);

      assertThat(asked()).containsExactly(READ, READ);
    }
  }

  @Test
  void an_early_look_sends_nothing() {
    try (SecretProvider provider = leasing()) {
      SecretBundle user = provider.fetch(BUNDLE);
      assertThat(user.validFor()).isEqualTo(hours(1));
      pass(Duration.ofMinutes(15));

      Outcome.Unchanged look = unchanged(provider.fetchIfChanged(BUNDLE, version(user)));

      assertThat(look.validFor()).contains(Duration.ofMinutes(45));
      assertThat(look.lookAgainIn().orElseThrow())
          .isBetween(Duration.ofMinutes(21), Duration.ofMinutes(25));
      assertThat(asked()).containsExactly(READ);
    }
  }

  @Test
  void a_renewal_asks_for_the_first_duration() {
    try (SecretProvider provider = leasing()) {
      SecretBundle user = provider.fetch(BUNDLE);
      renewalsBring(3600);
      pass(Duration.ofMinutes(40));

      Outcome.Unchanged look = unchanged(provider.fetchIfChanged(BUNDLE, version(user)));

      assertThat(look.validFor()).isEqualTo(hours(1));
      assertThat(asked()).containsExactly(READ, RENEW);
      assertThat(Json.members(vault.asked.get(vault.asked.size() - 1).body()))
          .containsEntry("lease_id", "\"" + ids.get(0) + "\"")
          .containsEntry("increment", "\"3600\"");
    }
  }

  @Test
  void a_renewal_with_less_than_was_asked_for_shows_the_end() {
    try (SecretProvider provider = leasing()) {
      SecretBundle user = provider.fetch(BUNDLE);
      renewalsBring(1800);
      pass(Duration.ofMinutes(40));

      assertThat(unchanged(provider.fetchIfChanged(BUNDLE, version(user))).lookAgainIn())
          .contains(Duration.ofMinutes(20));
      pass(Duration.ofMinutes(20));

      assertThat(version(changed(provider.fetchIfChanged(BUNDLE, version(user)))))
          .isNotEqualTo(version(user));
      assertThat(asked()).containsExactly(READ, RENEW, READ);
    }
  }

  @Test
  void a_renewal_that_shows_the_end_when_no_more_than_the_drain_is_left_replaces_at_once() {
    try (SecretProvider provider = leasing()) {
      SecretBundle user = provider.fetch(BUNDLE);
      renewalsBring(600);
      pass(Duration.ofMinutes(40));

      changed(provider.fetchIfChanged(BUNDLE, version(user)));

      assertThat(asked()).containsExactly(READ, RENEW, READ);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lease not found", "lease expired", "lease is not renewable"})
  void what_is_lost_is_read_anew_in_the_same_call(String error) {
    try (SecretProvider provider = leasing()) {
      SecretBundle user = provider.fetch(BUNDLE);
      renewals(400, errors(error));
      pass(Duration.ofMinutes(40));

      SecretBundle next = changed(provider.fetchIfChanged(BUNDLE, version(user)));

      assertThat(next.remark()).isEmpty();
      assertThat(asked()).containsExactly(READ, RENEW, READ);
    }
  }

  /**
   * Spring Vault drops what it could not renew once (spring-vault#222), and so the user that works.
   * Status 400 is what Vault says while PostgreSQL is away.
   */
  @ParameterizedTest
  @ValueSource(ints = {400, 404, 412, 429, 472, 473, 500, 502, 503, 504})
  @Witness(value = Row.LEASE_FAILS, kind = Witness.Kind.RECORDED)
  void what_cannot_be_renewed_now_is_kept_and_tried_again(int status) {
    try (SecretProvider provider = leasing()) {
      SecretBundle user = provider.fetch(BUNDLE);
      renewals(
          status,
          errors("failed to renew entry: resp: (*logical.Response)(nil) err: connection refused"));
      pass(Duration.ofMinutes(40));
      for (int i = 0; i < 10; i++) {
        assertThatThrownBy(() -> provider.fetchIfChanged(BUNDLE, version(user)))
            .isInstanceOf(SecretUnavailableException.class)
            .hasNoCause();
        pass(Duration.ofMinutes(1));
      }
      renewalsBring(3600);

      assertThat(unchanged(provider.fetchIfChanged(BUNDLE, version(user))).validFor())
          .isEqualTo(hours(1));
      assertThat(asked()).filteredOn(READ::equals).hasSize(1);
    }
  }

  @Test
  void an_answer_to_a_renewal_that_is_none_is_tried_again() {
    try (SecretProvider provider = leasing()) {
      SecretBundle user = provider.fetch(BUNDLE);
      renewals(200, "<html>");
      pass(Duration.ofMinutes(40));

      assertThatThrownBy(() -> provider.fetchIfChanged(BUNDLE, version(user))).hasNoCause();

      assertThat(asked()).containsExactly(READ, RENEW);
    }
  }

  @Test
  void what_could_not_be_renewed_until_shortly_before_its_end_is_replaced() {
    try (SecretProvider provider = leasing()) {
      SecretBundle user = provider.fetch(BUNDLE);
      renewals(500, errors("internal error"));
      pass(Duration.ofMinutes(57));

      changed(provider.fetchIfChanged(BUNDLE, version(user)));
    }
  }

  @Test
  void a_refused_renewal_is_no_reason_to_log_in_and_is_remarked() {
    vault.login(LeakGuard.canary().text(), 86_400);
    leasesOf(3600);
    renewals(403, errors("1 error occurred:\\n\\t* permission denied\\n\\n"));
    try (SecretProvider provider =
        provider(
            settings().text(LoginKeys.ROLE_ID, "role").secret(LoginKeys.SECRET_ID, secret()))) {
      SecretBundle user = provider.fetch(BUNDLE);
      pass(Duration.ofMinutes(40));

      SecretBundle next = changed(provider.fetchIfChanged(BUNDLE, version(user)));

      assertThat(next.remark().map(Remark::warning)).contains(true);
      assertThat(next.remark().map(Remark::text).orElseThrow()).contains("sys/leases/renew");
      assertThat(asked()).containsExactly("POST /v1/auth/approle/login", READ, RENEW, READ);
    }
  }

  @Test
  @Witness(value = Row.LEASE_DRAIN, kind = Witness.Kind.RECORDED)
  void a_drain_that_is_cut_is_remarked() {
    leasesOf(60);
    try (SecretProvider provider = withToken()) {
      SecretBundle user = provider.fetch(BUNDLE);
      renewalsBring(20);
      pass(Duration.ofSeconds(40));

      SecretBundle next = changed(provider.fetchIfChanged(BUNDLE, version(user)));

      assertThat(next.remark().map(Remark::warning)).contains(true);
      assertThat(next.remark().map(Remark::text).orElseThrow()).contains("keyturn.rotation.drain");
    }
  }

  @Test
  @Witness(value = Row.LEASE_REVOKED, kind = Witness.Kind.RECORDED)
  void what_is_retired_is_revoked_once() {
    vault.on("/v1/sys/leases/revoke", 204, "");
    try (SecretProvider provider = leasing()) {
      SecretBundle user = provider.fetch(BUNDLE);

      provider.retire(BUNDLE, version(user));
      provider.retire(BUNDLE, version(user));

      assertThat(asked()).containsExactly(READ, REVOKE);
      assertThat(Json.members(vault.asked.get(vault.asked.size() - 1).body()))
          .containsEntry("lease_id", "\"" + ids.get(0) + "\"");
    }
  }

  @Test
  void what_has_ended_is_not_revoked() {
    try (SecretProvider provider = leasing()) {
      SecretBundle user = provider.fetch(BUNDLE);
      pass(Duration.ofHours(1));

      provider.retire(BUNDLE, version(user));

      assertThat(asked()).containsExactly(READ);
    }
  }

  @Test
  void what_may_not_be_revoked_is_left_and_remarked() {
    vault.on(
        "/v1/sys/leases/revoke", 403, errors("1 error occurred:\\n\\t* permission denied\\n\\n"));
    try (SecretProvider provider = leasing()) {
      SecretBundle user = provider.fetch(BUNDLE);

      provider.retire(BUNDLE, version(user));

      assertThat(provider.fetch(BUNDLE).remark().map(Remark::text).orElseThrow())
          .contains("sys/leases/revoke");
      assertThat(asked()).containsExactly(READ, REVOKE, READ);
    }
  }

  @Test
  void what_cannot_be_revoked_now_is_told() {
    vault.on("/v1/sys/leases/revoke", 400, errors("failed to revoke entry"));
    try (SecretProvider provider = leasing()) {
      SecretBundle user = provider.fetch(BUNDLE);

      assertThatThrownBy(() -> provider.retire(BUNDLE, version(user)))
          .isInstanceOf(SecretUnavailableException.class)
          .hasNoCause();
    }
  }

  /** Vault Agent gives what it has in its cache, with the duration of the beginning. */
  private SecretProvider byAgent(String given, long age) {
    vault.on(
        "/v1/database/creds/app",
        exchange -> {
          exchange.getResponseHeaders().add("X-Cache", age == 0 ? "MISS" : "HIT");
          exchange.getResponseHeaders().add("Age", Long.toString(age));
          reply(exchange, lease(given, 3600));
        });
    return withToken();
  }

  @Test
  @Witness(value = Row.AGENT_LEASES, kind = Witness.Kind.RECORDED)
  void a_lease_out_of_an_agents_cache_is_renewed_at_once_to_learn_the_rest() {
    try (SecretProvider provider = byAgent(another(), 3000)) {
      renewalsBring(3600);

      assertThat(provider.fetch(BUNDLE).validFor()).isEqualTo(hours(1));

      assertThat(asked()).containsExactly(READ, RENEW);
    }
  }

  @Test
  void a_lease_out_of_an_agents_cache_that_cannot_be_renewed_has_at_least_the_rest() {
    try (SecretProvider provider = byAgent(another(), 3000)) {
      renewals(403, errors("1 error occurred:\\n\\t* permission denied\\n\\n"));

      assertThat(provider.fetch(BUNDLE).validFor()).contains(Duration.ofMinutes(10));
    }
  }

  @Test
  @Witness(value = Row.AGENT_LEASES, kind = Witness.Kind.RECORDED)
  void a_lease_that_an_agent_gives_again_is_unchanged_until_it_gives_another() {
    try (SecretProvider provider = byAgent(another(), 0)) {
      SecretBundle user = provider.fetch(BUNDLE);
      renewalsBring(600);
      pass(Duration.ofMinutes(40));

      assertThat(unchanged(provider.fetchIfChanged(BUNDLE, version(user))).lookAgainIn())
          .contains(Duration.ofSeconds(200));

      assertThat(version(provider.fetch(BUNDLE))).isEqualTo(version(user));
    }
  }

  /** Another process behind the same agent has the same lease. */
  @ParameterizedTest
  @ValueSource(longs = {0, 10})
  @Witness(value = Row.AGENT_LEASES, kind = Witness.Kind.RECORDED)
  void a_lease_that_came_through_an_agents_cache_is_never_revoked(long age) {
    vault.on("/v1/sys/leases/revoke", 204, "");
    try (SecretProvider provider = byAgent(another(), age)) {
      renewalsBring(3600);
      SecretBundle user = provider.fetch(BUNDLE);

      provider.retire(BUNDLE, version(user));

      assertThat(asked()).contains(READ).doesNotContain(REVOKE);
      assertThat(version(provider.fetch(BUNDLE))).isEqualTo(version(user));
    }
  }

  private SecretProvider withTokenOfAgent() {
    leasesOf(3600);
    return provider(settings().text(LoginKeys.LOGIN, "agent"));
  }

  private void agentsToken(String accessor, long ttl) {
    vault.on(
        "/v1/auth/token/lookup-self",
        200,
        "{\"data\":{\"accessor\":\""
            + accessor
            + "\",\"creation_ttl\":8,\"num_uses\":0,\"renewable\":true,\"ttl\":"
            + ttl
            + "}}");
  }

  @Test
  @Witness(value = Row.AGENT_LEASES, kind = Witness.Kind.RECORDED)
  void a_lease_ends_with_the_token_of_the_agent() {
    agentsToken("one", 8);
    try (SecretProvider provider = withTokenOfAgent()) {
      assertThat(provider.fetch(BUNDLE).validFor()).contains(Duration.ofSeconds(8));

      assertThat(vault.askedOfItself).hasToString("[GET /v1/auth/token/lookup-self]");
      assertThat(vault.askedOfItself.get(0).header("X-vault-token")).isEmpty();
    }
  }

  @Test
  void a_token_that_the_agent_has_renewed_keeps_its_leases() {
    agentsToken("one", 8);
    try (SecretProvider provider = withTokenOfAgent()) {
      SecretBundle user = provider.fetch(BUNDLE);
      pass(Duration.ofSeconds(6));

      assertThat(unchanged(provider.fetchIfChanged(BUNDLE, version(user))).validFor())
          .contains(Duration.ofSeconds(8));
    }
  }

  @Test
  void another_token_of_the_agent_keeps_no_leases_of_the_first() {
    agentsToken("one", 8);
    try (SecretProvider provider = withTokenOfAgent()) {
      SecretBundle user = provider.fetch(BUNDLE);
      agentsToken("two", 8);
      pass(Duration.ofSeconds(6));

      changed(provider.fetchIfChanged(BUNDLE, version(user)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 500})
  void an_agent_that_does_not_tell_of_its_token_is_no_bound(int status) {
    vault.on(
        "/v1/auth/token/lookup-self",
        status,
        errors("1 error occurred:\\n\\t* permission denied\\n\\n"));
    try (SecretProvider provider = withTokenOfAgent()) {
      SecretBundle user = provider.fetch(BUNDLE);

      assertThat(user.validFor()).isEqualTo(hours(1));
      assertThat(user.remark()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 500, 503})
  @Witness(value = Row.LEASE_REVOKED, kind = Witness.Kind.RECORDED)
  void what_could_not_be_revoked_is_revoked_at_the_next_look(int status) {
    vault.on("/v1/sys/leases/revoke", status, errors("failed to revoke entry"));
    try (SecretProvider provider = leasing()) {
      SecretBundle first = provider.fetch(BUNDLE);
      SecretBundle second = provider.fetch(BUNDLE);
      assertThatThrownBy(() -> provider.retire(BUNDLE, version(first)))
          .isInstanceOf(SecretUnavailableException.class);

      unchanged(provider.fetchIfChanged(BUNDLE, version(second)));
      vault.on("/v1/sys/leases/revoke", 204, "");
      unchanged(provider.fetchIfChanged(BUNDLE, version(second)));
      unchanged(provider.fetchIfChanged(BUNDLE, version(second)));

      assertThat(asked()).containsExactly(READ, READ, REVOKE, REVOKE, REVOKE);
      assertThat(Json.members(vault.asked.get(4).body()))
          .containsEntry("lease_id", "\"" + ids.get(0) + "\"");
    }
  }

  @Test
  void what_is_lost_needs_no_other_revocation() {
    vault.on("/v1/sys/leases/revoke", 400, errors("lease not found"));
    try (SecretProvider provider = leasing()) {
      SecretBundle user = provider.fetch(BUNDLE);

      provider.retire(BUNDLE, version(user));
      provider.retire(BUNDLE, version(user));

      assertThat(asked()).containsExactly(READ, REVOKE);
    }
  }

  @Test
  @Witness(value = Row.AGENT_LEASES, kind = Witness.Kind.RECORDED)
  void an_old_lease_of_an_agent_that_cannot_be_renewed_now_is_not_over() {
    try (SecretProvider provider = byAgent(another(), 4000)) {
      renewals(500, errors("internal error"));

      assertThatThrownBy(() -> provider.fetch(BUNDLE))
          .isInstanceOf(SecretUnavailableException.class)
          .hasNoCause();
      renewalsBring(3600);

      assertThat(provider.fetch(BUNDLE).validFor()).isEqualTo(hours(1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 500})
  void a_lease_on_what_cannot_be_read_is_revoked(int status) {
    vault.on("/v1/sys/leases/revoke", status, "");
    try (SecretProvider provider = withToken()) {
      vault.on(
          "/v1/database/creds/app",
          exchange ->
              reply(
                  exchange,
                  lease(another(), 3600).replaceFirst("\"data\":\\{.*?\\}", "\"data\":{}")));

      assertThatThrownBy(() -> provider.fetch(BUNDLE)).isInstanceOf(SecretFormatException.class);

      assertThat(asked()).containsExactly(READ, REVOKE);
    }
  }

  /** The engine warns of a remark when its text becomes another. */
  @Test
  @Witness(value = Row.LEASE_DRAIN, kind = Witness.Kind.RECORDED)
  void each_remark_is_one_and_stays() {
    vault.on("/v1/sys/leases/revoke", 204, "");
    leasesOf(60);
    try (SecretProvider provider = withToken()) {
      SecretBundle first = provider.fetch(BUNDLE);
      renewalsBring(20);
      pass(Duration.ofSeconds(40));
      SecretBundle second = changed(provider.fetchIfChanged(BUNDLE, version(first)));
      provider.retire(BUNDLE, version(first));

      SecretBundle third = provider.fetch(BUNDLE);
      assertThat(third.remark()).isPresent().isEqualTo(second.remark());

      vault.on(
          "/v1/sys/leases/revoke", 403, errors("1 error occurred:\\n\\t* permission denied\\n\\n"));
      provider.retire(BUNDLE, version(second));
      assertThat(provider.fetch(BUNDLE).remark().map(Remark::text).orElseThrow())
          .contains("sys/leases/revoke")
          .doesNotContain("keyturn.rotation.drain");
    }
  }

  /** The first token is due while the lease is renewed: no longer the one of now. */
  @Test
  void a_lease_is_renewed_and_judged_with_the_token_of_then() {
    vault.login(LeakGuard.canary().text(), 4235);
    leasesOf(3600);
    try (SecretProvider provider =
        provider(
            settings().text(LoginKeys.ROLE_ID, "role").secret(LoginKeys.SECRET_ID, secret()))) {
      SecretBundle user = provider.fetch(BUNDLE);
      pass(Duration.ofMinutes(40).minusMillis(500));
      String next = LeakGuard.canary().text();
      vault.on(
          "/v1/sys/leases/renew",
          exchange -> {
            pass(Duration.ofSeconds(1));
            vault.login(next, 3600);
            reply(exchange, lease(ids.get(0), 3600));
          });

      Outcome.Unchanged look = unchanged(provider.fetchIfChanged(BUNDLE, version(user)));

      assertThat(look.lookAgainIn()).contains(Duration.ofMillis(1_234_500));
      assertThat(asked()).filteredOn("POST /v1/auth/approle/login"::equals).hasSize(2);
    }
  }

  @Test
  void a_renewal_with_a_token_that_is_dead_is_no_matter_of_the_policy() {
    try (SecretProvider provider = leasing()) {
      SecretBundle user = provider.fetch(BUNDLE);
      renewals(403, errors("permission denied"));
      pass(Duration.ofMinutes(40));

      assertThat(changed(provider.fetchIfChanged(BUNDLE, version(user))).remark()).isEmpty();

      assertThat(asked()).containsExactly(READ, RENEW, READ);
    }
  }

  @Test
  void what_a_token_that_is_dead_could_not_revoke_is_revoked_at_the_next_look() {
    vault.on("/v1/sys/leases/revoke", 403, errors("permission denied"));
    try (SecretProvider provider = leasing()) {
      SecretBundle user = provider.fetch(BUNDLE);

      assertThatThrownBy(() -> provider.retire(BUNDLE, version(user)))
          .isInstanceOf(SecretUnavailableException.class)
          .hasNoCause();

      SecretBundle next = provider.fetch(BUNDLE);
      assertThat(next.remark()).isEmpty();
      vault.on("/v1/sys/leases/revoke", 204, "");
      unchanged(provider.fetchIfChanged(BUNDLE, version(next)));
      unchanged(provider.fetchIfChanged(BUNDLE, version(next)));
      assertThat(asked()).containsExactly(READ, REVOKE, READ, REVOKE);
    }
  }
}
