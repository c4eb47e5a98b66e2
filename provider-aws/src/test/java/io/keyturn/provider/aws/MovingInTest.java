package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.secretsmanager.caching.SecretCache;
import com.amazonaws.secretsmanager.caching.SecretCacheConfiguration;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testpages.ChildJvm;
import io.keyturn.testpages.KeyPair;
import io.keyturn.testpages.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Runs the samples of "Moving in", {@code docs/providers/aws.md}, and what it says of them. */
final class MovingInTest {
  private static final String NAME = "prod/mailjet";

  private final SecretsManagerClient admin = Servers.admin(Servers.moto().address());
  private final KeyPair old = KeyPair.random();
  private final KeyPair fresh = KeyPair.random();

  @TempDir private Path home;

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  @Witness(value = Row.MOVING_IN, kind = Witness.Kind.REAL)
  void a_program_gets_what_it_had_and_turns() throws Exception {
    admin.createSecret(r -> r.name(NAME).secretString(json(old)));
    try (ChildJvm program = start()) {
      assertThat(program.await("the same: ")).isEqualTo("true");

      admin.putSecretValue(r -> r.secretId(NAME).secretString(json(fresh)));

      assertThat(program.await("turned: ")).isEqualTo("true, and caching-java has the old: true");
      program.end();
    } finally {
      admin.deleteSecret(r -> r.secretId(NAME).forceDeleteWithoutRecovery(true));
    }
  }

  /** Configured as the page shows: Keyturn by its block, Spring by its lines. */
  private ChildJvm start() throws IOException {
    Page page = new Page("aws.md");
    Path keyturn =
        Files.writeString(
            home.resolve("keyturn.properties"),
            page.example("From caching-java").block("properties"));
    Path spring =
        Files.writeString(
            home.resolve("application.properties"),
            page.example("From Spring Cloud AWS").block("ini"));
    Map<String, String> variables = new HashMap<>();
    variables.put("AWS_ENDPOINT_URL", Servers.moto().address().toString());
    variables.put("AWS_REGION", Stores.REGION);
    variables.put("AWS_ACCESS_KEY_ID", "ASIAMOVING");
    variables.put("AWS_SECRET_ACCESS_KEY", LeakGuard.canary().text());
    variables.put("SPRING_CONFIG_LOCATION", spring.toUri().toString());
    return new ChildJvm(
        ProcessBuilder::new,
        variables,
        List.of("-Dkeyturn.config=" + keyturn, "-Dkeyturn.cache.ttl=500ms"),
        System.getProperty("java.class.path"),
        MovingIn.class);
  }

  @Test
  void caching_java_is_as_the_page_says() {
    admin.createSecret(r -> r.name(NAME).secretString(old.apiKey().text()));
    SecretCacheConfiguration otherStage =
        new SecretCacheConfiguration().withClient(admin).withVersionStage("NOBODYS");
    try (SecretCache cache = new SecretCache(admin);
        SecretCache ofOtherStage = new SecretCache(otherStage)) {
      assertThat(ofOtherStage.getSecretString(NAME)).isNull();
      assertThatThrownBy(() -> cache.getSecretBinary(NAME))
          .isInstanceOf(NullPointerException.class);
    } finally {
      admin.deleteSecret(r -> r.secretId(NAME).forceDeleteWithoutRecovery(true));
    }
  }

  private static String json(KeyPair pair) {
    return "{\"MAILJET_API_KEY\": \"%s\", \"MAILJET_SECRET_KEY\": \"%s\"}"
        .formatted(pair.apiKey().text(), pair.secretKey().text());
  }
}
