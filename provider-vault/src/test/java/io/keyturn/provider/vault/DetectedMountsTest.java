package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Vault is asked to learn what is mounted where; by answers as Vault 1.13 gives them. */
class DetectedMountsTest {
  private static final String ASK = "/v1/sys/internal/ui/mounts/";
  private static final String DENIED =
      "{\"errors\":[\"preflight capability check returned 403, please ensure client's policies"
          + " grant access to path \\\"secret/x/\\\"\"]}";
  private static final String KV1 =
      "{\"data\":{\"a\":1},\"lease_id\":\"\",\"lease_duration\":2764800}";

  private static final FakeVault VAULT = new FakeVault();
  private final AtomicLong now = new AtomicLong();
  private final SecretProvider provider =
      new VaultSecretProviderFactory(now::get)
          .create(
              Vaults.settings(VAULT.address())
                  .secret(LoginKeys.TOKEN, Vaults.secret(LeakGuard.canary().text()))
                  .build());

  @AfterEach
  void forget() {
    provider.close();
    VAULT.forget();
  }

  @AfterAll
  static void close() {
    VAULT.close();
  }

  private static String mount(String path, String type, String options) {
    return "{\"lease_id\":\"\",\"data\":{\"path\":\"%s/\",\"type\":\"%s\",\"options\":%s}}"
        .formatted(path, type, options);
  }

  private static String kv(String path, int version) {
    return mount(path, "kv", "{\"version\":\"" + version + "\"}");
  }

  private SecretBundle fetch(String path) {
    return provider.fetch(provider.normalize(Vaults.location(path)));
  }

  private SecretException failure(String path) {
    SecretLocation bundle = provider.normalize(Vaults.location(path));
    return catchThrowableOfType(SecretException.class, () -> provider.fetch(bundle));
  }

  private List<String> asked() {
    List<String> lines = new ArrayList<>();
    VAULT.asked.forEach(asked -> lines.add(asked.line().replace("GET /v1/", "")));
    VAULT.asked.clear();
    return lines;
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  @Witness(
      value = {Row.DETECTED, Row.LOOKS},
      kind = Witness.Kind.REQUEST)
  void a_mount_is_asked_for_once_and_a_look_is_one_request() {
    VAULT.on(ASK + "team/kv/x", 200, kv("team/kv", 2));
    VAULT.on("/v1/team/kv/data/x", 200, FakeVault.kv2("{}"));
    VAULT.on("/v1/team/kv/data/y", 200, FakeVault.kv2("{}"));

    fetch("team/kv/x");
    assertThat(asked()).containsExactly("sys/internal/ui/mounts/team/kv/x", "team/kv/data/x");
    for (int i = 0; i < 10; i++) {
      pass(Duration.ofMinutes(5));
      provider.fetchIfChanged(Vaults.location("team/kv/x"), "7@2026-11-24T04:20:13.123Z");
    }
    assertThat(asked()).hasSize(10).containsOnly("team/kv/data/x");
    fetch("team/kv/y");
    assertThat(asked()).containsExactly("team/kv/data/y");
  }

  @Test
  void readers_at_once_ask_once() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    VAULT.on(
        ASK + "secret/x",
        exchange -> {
          first.countDown();
          await(go);
          FakeVault.reply(exchange, 200, kv("secret", 2).getBytes(StandardCharsets.UTF_8));
        });
    VAULT.on("/v1/secret/data/x", 200, FakeVault.kv2("{}"));

    FutureTask<SecretBundle> one = reader("secret/x");
    new Thread(one).start();
    first.await();
    FutureTask<SecretBundle> other = reader("secret/x");
    Thread second = new Thread(other);
    second.start();
    awaitWait(second);
    go.countDown();
    one.get();
    other.get();

    assertThat(asked()).filteredOn(line -> line.startsWith("sys/")).hasSize(1);
  }

  private FutureTask<SecretBundle> reader(String path) {
    return new FutureTask<>(() -> fetch(path));
  }

  /** For the question of another, or for an answer of its own. */
  private static void awaitWait(Thread thread) {
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void a_question_that_hangs_keeps_no_reader_of_another_mount() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    VAULT.on(
        ASK + "slow/x",
        exchange -> {
          asked.countDown();
          await(go);
          FakeVault.reply(exchange, 200, kv("slow", 2).getBytes(StandardCharsets.UTF_8));
        });
    VAULT.on("/v1/slow/data/x", 200, FakeVault.kv2("{}"));
    VAULT.on(ASK + "quick/x", 200, kv("quick", 2));
    VAULT.on("/v1/quick/data/x", 200, FakeVault.kv2("{}"));
    FutureTask<SecretBundle> slow = reader("slow/x");
    new Thread(slow).start();
    asked.await();

    try {
      fetch("quick/x");
    } finally {
      go.countDown();
    }
    slow.get();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kv       | {\"version\":\"2\"} | m/data/x",
        "kv       | {\"version\":\"1\"} | m/x",
        "kv       | {}                  | m/x",
        "kv       | null                | m/x",
        "database | null                | m/x",
        "ns_kv    | {\"version\":\"2\"} | m/x"
      })
  void its_type_and_version_say_how_a_path_is_read(String type, String options, String read) {
    VAULT.on(ASK + "m/x", 200, mount("m", type, options));

    assertThat(failure("m/x").kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(asked()).containsExactly("sys/internal/ui/mounts/m/x", read);
  }

  @ParameterizedTest
  @CsvSource({"auth/token/roles/app", "cubbyhole/a", "identity/entity/id/x", "sys/license/status"})
  void what_vault_itself_has_mounted_is_not_asked_for(String path) {
    failure(path);

    assertThat(asked()).containsExactly(path);
  }

  @Test
  @Witness(value = Row.UNDETECTED, kind = Witness.Kind.RECORDED)
  void where_it_is_not_permitted_the_error_says_what_to_set_and_it_is_asked_again() {
    VAULT.on(ASK + "secret/x", 403, DENIED);

    SecretException failure = failure("secret/x");

    assertThat(failure.kind()).isEqualTo(Kind.ACCESS_DENIED);
    assertThat(failure)
        .hasMessageContaining("vault://secret/x: status 403")
        .hasMessageContaining("is not told what is mounted there")
        .hasMessageContaining("set kv-mounts");
    VAULT.on(ASK + "secret/x", 200, kv("secret", 2));
    VAULT.on("/v1/secret/data/x", 200, FakeVault.kv2("{}"));
    fetch("secret/x");
  }

  @ParameterizedTest
  @CsvSource({"404, FORMAT", "405, FORMAT", "500, UNAVAILABLE", "429, UNAVAILABLE"})
  void what_else_it_may_be_answered_with(int status, Kind kind) {
    VAULT.on(ASK + "secret/x", status, "{\"errors\":[]}");

    assertThat(failure("secret/x").kind()).isEqualTo(kind);
    assertThat(asked()).hasSize(1);
  }

  @Test
  void the_mount_of_another_path_is_not_believed() {
    VAULT.on(ASK + "ns1/secret/x", 200, kv("secret", 2));

    assertThat(failure("ns1/secret/x"))
        .hasMessageContaining("Vault names another mount")
        .hasMessageContaining("set kv-mounts");
  }

  @Test
  void what_a_detected_engine_cannot_have_is_told_at_the_first_read() {
    VAULT.on(ASK + "secret/data/x", 200, kv("secret", 2));
    VAULT.on(ASK + "old/x", 200, kv("old", 1));
    VAULT.on(ASK + "database/creds/x", 200, mount("database", "database", "null"));

    assertThat(failure("secret/data/x")).hasMessageContaining("leave out 'data' after the mount");
    assertThat(failure("old/x?version=1")).hasMessageContaining("and this is version 1");
    assertThat(failure("database/creds/x?version=1")).hasMessageContaining("this is no KV engine");
    assertThat(asked()).hasSize(3).allMatch(line -> line.startsWith("sys/"));
  }

  @Test
  void what_an_engine_could_not_have_is_read_when_it_was_upgraded() {
    VAULT.on(ASK + "kv/x", 200, kv("kv", 1));
    failure("kv/x?version=7");
    VAULT.on(ASK + "kv/x", 200, kv("kv", 2)).on("/v1/kv/data/x", 200, FakeVault.kv2("{}"));
    pass(Duration.ofMinutes(1));

    assertThat(fetch("kv/x?version=7").fixed()).isTrue();
  }

  @Test
  void what_no_engine_can_have_is_told_without_asking() {
    assertThatIllegalArgumentException().isThrownBy(() -> fetch("secret"));
    assertThatIllegalArgumentException().isThrownBy(() -> fetch("secret/x?version=x"));
    assertThat(asked()).isEmpty();
  }

  @Test
  void a_refusal_has_a_mount_asked_for_again_but_once_a_minute() {
    VAULT.on(ASK + "kv/x", 200, kv("kv", 1));
    failure("kv/x");
    failure("kv/x");
    assertThat(asked()).containsExactly("sys/internal/ui/mounts/kv/x", "kv/x", "kv/x");

    pass(Duration.ofMinutes(1));
    failure("kv/x");
    failure("kv/x");

    assertThat(asked()).containsExactly("kv/x", "sys/internal/ui/mounts/kv/x", "kv/x");
  }

  @ParameterizedTest
  @CsvSource({"403", "404"})
  void a_mount_that_became_another_is_read_as_that_in_the_same_call(int refusal) {
    VAULT.on(ASK + "kv/x", 200, kv("kv", 1)).on("/v1/kv/x", 200, KV1);
    assertThat(fetch("kv/x").version()).isEmpty();
    VAULT.on(ASK + "kv/x", 200, kv("kv", 2)).on("/v1/kv/x", refusal, "{\"errors\":[]}");
    VAULT.on("/v1/kv/data/x", 200, FakeVault.kv2("{}"));
    pass(Duration.ofMinutes(1));

    assertThat(fetch("kv/x").version()).isPresent();
  }

  @Test
  void mounts_that_gave_way_to_another_are_forgotten_together() {
    String[] mounts = {"apps/a", "apps/b", "apps/c", "apps/d"};
    for (String mount : mounts) {
      VAULT.on(ASK + mount + "/x", 200, kv(mount, 1)).on("/v1/" + mount + "/x", 200, KV1);
      fetch(mount + "/x");
      VAULT.on("/v1/" + mount + "/x", 404, "{\"errors\":[]}");
      VAULT.on("/v1/apps/data" + mount.substring(4) + "/x", 200, FakeVault.kv2("{}"));
    }
    VAULT.on(ASK + "apps/a/x", 200, kv("apps", 2));
    pass(Duration.ofMinutes(1));
    fetch("apps/a/x");
    asked();

    for (String mount : mounts) {
      fetch(mount + "/x");
    }

    assertThat(asked())
        .containsExactly("apps/data/a/x", "apps/data/b/x", "apps/data/c/x", "apps/data/d/x");
  }

  @Test
  void a_refusal_stands_where_the_mount_cannot_be_asked_for_again() {
    VAULT.on(ASK + "kv/x", 200, kv("kv", 1));
    failure("kv/x");
    VAULT.on(ASK + "kv/x", 503, "");
    pass(Duration.ofMinutes(1));

    assertThat(failure("kv/x").kind()).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void what_is_passing_is_no_reason_to_ask() {
    VAULT.on(ASK + "kv/x", 200, kv("kv", 1)).on("/v1/kv/x", 500, "");
    failure("kv/x");
    asked();
    pass(Duration.ofMinutes(1));
    failure("kv/x");

    assertThat(asked()).containsExactly("kv/x");
  }
}
