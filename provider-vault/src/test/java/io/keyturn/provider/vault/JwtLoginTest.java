package io.keyturn.provider.vault;

import com.sun.net.httpserver.HttpServer;
import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.JwtIssuer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JwtLoginTest {
  private final LoginProbe probe = new LoginProbe();
  private final JwtIssuer issuer = JwtIssuer.create();

  private ProviderSettings.Builder settings(String jwt) {
    return probe
        .settings("jwt")
        .text(LoginKeys.ROLE, probe.name)
        .secret(LoginKeys.JWT, Vaults.secret(jwt));
  }

  private String jwt(Duration life) {
    String jwt = issuer.jwt("app", life);
    LeakGuard.guard(jwt);
    return jwt;
  }

  private String refused() {
    return "status 400: Vault refuses the login by jwt at auth/"
        + probe.name
        + " with jwt (keyturn.stores.vault.jwt)";
  }

  @Test
  @Witness(value = Row.JWT, kind = Witness.Kind.REAL)
  void it_logs_in_and_reads() {
    probe.logins().jwt(probe.name, issuer, probe.terms);

    probe.assertReads(settings(jwt(Duration.ofMinutes(5))));
  }

  @Test
  @Witness(value = Row.READ_AGAIN, kind = Witness.Kind.REAL)
  void a_file_of_a_jwt_is_read_again_at_each_login(@TempDir Path folder) throws IOException {
    probe.logins().jwt(probe.name, issuer, probe.terms);
    Path file = Files.writeString(folder.resolve("jwt"), jwt(Duration.ofMinutes(5)) + "\n");
    try (SecretProvider provider =
        Vaults.provider(settings("x").secret(LoginKeys.JWT, () -> read(file)))) {
      probe.assertReads(provider);
      probe.endSessions();
      JwtIssuer other = JwtIssuer.create();
      probe.logins().jwt(probe.name, other, probe.terms); // the first one is not good any more
      String jwt = other.jwt("app", Duration.ofMinutes(5));
      LeakGuard.guard(jwt);
      Files.writeString(file, jwt);

      probe.assertReads(provider);
    }
  }

  /** As the engine gives a {@code jwt} that is a {@code file://}. */
  private static Secret read(Path file) {
    try {
      return Secret.of(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void an_old_and_a_forged_one_are_denied_and_where_it_is_configured_is_told() {
    probe.logins().jwt(probe.name, issuer, probe.terms);
    String forged = JwtIssuer.create().jwt("app", Duration.ofMinutes(5));
    LeakGuard.guard(forged);

    probe.assertFails(settings(jwt(Duration.ofMinutes(-5))), Kind.ACCESS_DENIED, refused());
    probe.assertFails(settings(forged), Kind.ACCESS_DENIED, refused());
  }

  @Test
  void an_issuer_that_is_away_is_not_a_refusal() throws IOException {
    probe.logins().jwt(probe.name, issuer, probe.terms);
    HttpServer keys =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    keys.createContext(
        "/",
        exchange -> {
          try (exchange) { // or the answer is not sent on every JDK
            FakeVault.reply(exchange, 200, "{\"keys\":[]}".getBytes(StandardCharsets.UTF_8));
          }
        });
    keys.start();
    try {
      probe.vault.api("DELETE", "sys/auth/" + probe.name);
      probe.vault.api("POST", "sys/auth/" + probe.name, "{\"type\":\"jwt\"}");
      probe.vault.api(
          "POST",
          "auth/" + probe.name + "/config",
          "{\"jwks_url\":\"http://127.0.0.1:" + keys.getAddress().getPort() + "/\"}");
      probe.vault.api(
          "POST",
          "auth/" + probe.name + "/role/" + probe.name,
          "{\"role_type\":\"jwt\",\"user_claim\":\"sub\",\"bound_audiences\":[\"vault\"]}");
    } finally {
      keys.stop(0);
    }

    probe.assertFails(
        settings(jwt(Duration.ofMinutes(5))),
        Kind.UNAVAILABLE,
        "status 400: STS or the issuer of JWTs does not answer Vault about the login by jwt at auth/"
            + probe.name);
  }
}
