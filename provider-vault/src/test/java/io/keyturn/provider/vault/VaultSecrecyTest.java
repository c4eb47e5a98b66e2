package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With every logger at every level; {@code LeakGuard} listens around each test. */
class VaultSecrecyTest {
  private static final String WARNING = "prints Vault's tokens";
  private static final SecretLocation BUNDLE = Vaults.location("secret/mailjet");

  private final FakeVault vault = new FakeVault();

  @AfterEach
  void close() {
    vault.close();
  }

  private SecretProvider appRole() {
    return Vaults.provider(
        vault
            .settings()
            .text(LoginKeys.ROLE_ID, "role")
            .secret(LoginKeys.SECRET_ID, Vaults.secret(LeakGuard.canary().text())));
  }

  @AfterEach
  void forgetAws() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
    System.clearProperty("aws.sessionToken");
  }

  private static void useAws() {
    System.setProperty("aws.accessKeyId", "AKIAMAILER");
    System.setProperty("aws.secretAccessKey", LeakGuard.canary().text());
    System.setProperty("aws.sessionToken", LeakGuard.canary().text());
  }

  private static Map<String, String> planted() {
    Map<String, String> planted = new HashMap<>();
    WholeLife.PLANTED.forEach(name -> planted.put(name, LeakGuard.canary().text()));
    return planted;
  }

  private static void check(Object told, Set<Kind> failures) {
    if (told instanceof SecretException thrown) {
      LeakGuard.check(thrown);
      failures.add(thrown.kind());
    } else {
      LeakGuard.check(told.toString());
    }
  }

  /** With a certificate it is {@link CertLoginTest}. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CERT")
  @Witness(value = Row.SECRECY, kind = Witness.Kind.RECORDED)
  void no_logger_tells_anything_in_a_whole_life(LoginMethod login) {
    useAws();
    Set<Kind> failures = EnumSet.noneOf(Kind.class);
    try (Loud loud = new Loud();
        WholeLife life = new WholeLife(login, planted()::get, told -> check(told, failures))) {
      life.live();

      assertThat(life.unasked()).isEmpty();
      assertThat(failures).contains(Kind.ACCESS_DENIED, Kind.UNAVAILABLE, Kind.FORMAT);
      assertThat(loud.names()).anyMatch(name -> name.startsWith("org.springframework"));
    }
  }

  /** All that the JDK's client can be told to say but headers and content. */
  @Test
  @Witness(value = Row.SECRECY, kind = Witness.Kind.RECORDED)
  void no_flag_of_the_jvm_but_one_has_its_client_tell_anything() throws Exception {
    List<String> heard =
        WholeLifeProbe.run(
            planted(),
            "-Djdk.httpclient.HttpClient.log=errors,requests,frames:all,ssl,trace,channel",
            "-Djdk.internal.httpclient.debug=true");

    assertThat(heard)
        .contains(WholeLifeProbe.LIVED)
        .anyMatch(line -> line.contains("HttpClientImpl"))
        .anyMatch(line -> line.startsWith("probe: heard ") && line.contains("jdk.httpclient"))
        .noneMatch(line -> line.contains(WARNING));
  }

  /** So that the others are known to be heard. */
  @Test
  @Witness(value = Row.HTTP_LOG, kind = Witness.Kind.RECORDED)
  void the_one_that_does_is_warned_of_before() throws Exception {
    Map<String, String> free = new HashMap<>();
    WholeLife.PLANTED.forEach(name -> free.put(name, UUID.randomUUID().toString()));

    List<String> heard = WholeLifeProbe.run(free, "-Djdk.httpclient.HttpClient.log=headers");

    assertThat(heard).contains(WholeLifeProbe.LIVED);
    assertThat(first(heard, WARNING))
        .isNotNegative()
        .isLessThan(first(heard, free.getOrDefault(WholeLife.TOKEN, "")));
  }

  private static int first(List<String> heard, String part) {
    return IntStream.range(0, heard.size())
        .filter(line -> heard.get(line).contains(part))
        .findFirst()
        .orElse(-1);
  }

  @Test
  @Witness(value = Row.SECRECY, kind = Witness.Kind.REAL)
  void the_driver_of_a_database_tells_no_password() {
    SecretLocation role = Vaults.location(Databases.role(3600, 7200));
    try (Loud loud = new Loud();
        SecretProvider provider = Vaults.asRoot()) {
      SecretBundle user = provider.fetch(role);
      String password = Databases.text(user, "password");
      LeakGuard.guard(password);

      assertThat(Databases.letsIn(user)).isTrue();
      LeakGuard.check(
          catchThrowable(() -> Databases.shared().postgres().connect("nobody", password)));
      assertThat(loud.names()).anyMatch(name -> name.startsWith("org.postgresql"));
    }
  }

  @Test
  void a_login_refused_with_its_own_secret_id_in_the_answer_does_not_quote_it() {
    vault.on(
        "/v1/auth/approle/login",
        exchange ->
            FakeVault.reply(
                exchange, 400, vault.asked.get(0).body().getBytes(StandardCharsets.UTF_8)));

    try (SecretProvider provider = appRole()) {
      Throwable thrown = catchThrowable(() -> provider.fetch(BUNDLE));

      assertThat(thrown).hasMessageContaining("refuses the login").hasNoCause();
      LeakGuard.check(thrown);
    }
  }

  @Test
  void a_login_answered_with_something_else_does_not_quote_it() {
    vault.on("/v1/auth/approle/login", 200, "{\"auth\":" + LeakGuard.canary().text() + "}");

    try (SecretProvider provider = appRole()) {
      Throwable thrown = catchThrowable(() -> provider.fetch(BUNDLE));

      assertThat(thrown).hasNoCause();
      LeakGuard.check(thrown);
    }
  }
}
