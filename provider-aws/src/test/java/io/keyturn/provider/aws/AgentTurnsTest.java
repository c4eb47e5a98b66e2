package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.Rejection;
import io.keyturn.Rotating;
import io.keyturn.Secrets;
import io.keyturn.secret.Secret;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testpages.ChildJvm;
import io.keyturn.testpages.Example;
import io.keyturn.testpages.KeyPair;
import io.keyturn.testpages.Page;
import io.keyturn.testpages.TurningChild;
import io.keyturn.testservers.SecretsManagerAgent;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** An application lives through changes by way of the local agent. */
final class AgentTurnsTest {
  private final SecretsManagerClient admin = Servers.admin(Servers.moto().address());
  private final String name = "agent/" + UUID.randomUUID();

  @TempDir private Path home;

  @AfterEach
  void close() {
    admin.close();
  }

  private static final class RefusedException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;
  }

  /** As an application is configured; its looks are an hour apart. */
  private Map<String, String> properties(SecretsManagerAgent agent) {
    Map<String, String> properties = new HashMap<>();
    properties.put("keyturn.store", "aws");
    properties.put("keyturn.stores.aws.agent", agent.address().toString());
    properties.put("keyturn.stores.aws.agent-token", "file://" + agent.tokenFile());
    properties.put("keyturn.stores.aws.locations.KEY", name);
    properties.put("keyturn.cache.ttl", "1h");
    return properties;
  }

  private String create() {
    String value = LeakGuard.canary().text();
    admin.createSecret(r -> r.name(name).secretString(value));
    return value;
  }

  private String put() {
    String value = LeakGuard.canary().text();
    admin.putSecretValue(r -> r.secretId(name).secretString(value));
    return value;
  }

  private static void guard(SecretsManagerAgent agent) throws Exception {
    LeakGuard.guard(Files.readString(agent.tokenFile()).strip());
  }

  @Test
  @Witness(value = Row.AGENT_REFRESH, kind = Witness.Kind.REAL)
  void a_rejected_value_is_replaced_at_once_within_the_ttls_of_both() throws Exception {
    String first = create();
    try (SecretsManagerAgent agent = Servers.agent("ttl_seconds = 3600")) {
      guard(agent);
      try (Secrets secrets = Secrets.builder().properties(properties(agent)).build()) {
        Rotating<Secret> key = secrets.rotating("KEY");
        assertThat(key.get().exposeString()).isEqualTo(first);
        String second = put();

        String used =
            key.call(
                secret -> accepted(secret, second), Rejection.causedBy(RefusedException.class));

        assertThat(used).isEqualTo(second);
      }
    }
  }

  private static String accepted(Secret secret, String value) {
    if (!secret.exposeString().equals(value)) {
      throw new RefusedException();
    }
    return value;
  }

  @Test
  @Witness(value = Row.AGENT_TOKEN, kind = Witness.Kind.REAL)
  void an_agent_with_another_token_in_its_file_is_asked_with_that() throws Exception {
    create();
    try (SecretsManagerAgent agent = Servers.agent()) {
      guard(agent);
      try (Secrets secrets = Secrets.builder().properties(properties(agent)).build()) {
        secrets.get("KEY");

        agent.changeToken();
        guard(agent);
        String second = put();
        secrets.refresh("KEY");

        assertThat(secrets.get("KEY").exposeString()).isEqualTo(second);
      }
    }
  }

  /** As it stands on the page, but for the port, the places of files, and the ttls. */
  @Test
  @Witness(value = Row.AGENT, kind = Witness.Kind.REAL)
  void the_example_reads_and_turns() throws Exception {
    Example page = new Page("aws.md").section("The local agent");
    String[] lines =
        page.block("toml")
            .replace("http_port = 2773\n", "")
            .replace("ttl_seconds = 60", "ttl_seconds = 1")
            .split("\n");
    KeyPair old = KeyPair.random();
    KeyPair fresh = KeyPair.random();
    admin.createSecret(r -> r.name(name).secretString(json(old)));
    try (SecretsManagerAgent agent = SecretsManagerAgent.start(Servers.moto().address(), lines)) {
      guard(agent);
      String properties =
          page.block("properties")
              .replace("http://localhost:2773", agent.address().toString())
              .replace("/var/run/awssmatoken", agent.tokenFile().toString())
              .replace("prod/mailjet", name);
      Path file = Files.writeString(home.resolve("keyturn.properties"), properties);
      try (ChildJvm mailer = start(file)) {
        old.assertReadBy(mailer);
        admin.putSecretValue(r -> r.secretId(name).secretString(json(fresh)));
        fresh.assertTurnedToBy(mailer);
        mailer.end();
        LeakGuard.check(String.join("\n", mailer.heard()));
      }
      LeakGuard.check(agent.output());
    }
  }

  private static String json(KeyPair pair) {
    return "{\"MAILJET_API_KEY\":\"%s\",\"MAILJET_SECRET_KEY\":\"%s\"}"
        .formatted(pair.apiKey().text(), pair.secretKey().text());
  }

  /** With no variable of AWS at all. */
  private static ChildJvm start(Path properties) throws Exception {
    return new ChildJvm(
        ProcessBuilder::new,
        Map.of(),
        List.of("-Dkeyturn.config=" + properties, "-Dkeyturn.cache.ttl=500ms"),
        System.getProperty("java.class.path"),
        TurningChild.class);
  }
}
