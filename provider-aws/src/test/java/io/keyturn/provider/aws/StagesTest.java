package io.keyturn.provider.aws;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.Secrets;
import io.keyturn.SecretsEvent;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Versions and their stages, as an application lives through their changes, on moto. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StagesTest {
  private static final Duration TTL = Duration.ofMillis(200);

  private final SecretsManagerClient admin = Servers.admin(Servers.moto().address());
  private final String name = "stages/" + UUID.randomUUID();
  private final BlockingQueue<SecretsEvent> events = new LinkedBlockingQueue<>();
  private final String first = LeakGuard.canary().text();
  private String arn = "";

  @BeforeEach
  void create() {
    arn = admin.createSecret(r -> r.name(name).secretString(first)).arn();
  }

  @AfterEach
  void close() {
    admin.close();
  }

  private String put() {
    String value = LeakGuard.canary().text();
    admin.putSecretValue(r -> r.secretId(name).secretString(value));
    return value;
  }

  private AwsSecretProvider provider() {
    return (AwsSecretProvider)
        new AwsSecretProviderFactory()
            .create(Stores.aws(Servers.moto().address().toString()).build());
  }

  private Secrets open(Map<String, String> places, String... optional) {
    Secrets.Builder builder =
        Secrets.builder().store("aws", provider()).active("aws").ttl(TTL).listener(events::add);
    places.forEach((secret, place) -> builder.locateIn("aws", secret, place));
    return builder.optional(optional).build();
  }

  private void await(Predicate<SecretsEvent> what) throws InterruptedException {
    SecretsEvent event = events.poll(30, SECONDS);
    while (event != null && !what.test(event)) {
      event = events.poll(30, SECONDS);
    }
    assertThat(event).as("the event that is waited for").isNotNull();
  }

  @Test
  @Witness(value = Row.PREVIOUS, kind = Witness.Kind.REAL)
  void the_version_before_has_a_name_of_its_own() throws Exception {
    try (Secrets secrets =
        open(Map.of("KEY", name, "OLD_KEY", name + "?stage=AWSPREVIOUS"), "OLD_KEY")) {
      assertThat(secrets.find("OLD_KEY")).as("before the first rotation").isEmpty();
      String second = put();

      while (!secrets.get("KEY").exposeString().equals(second)
          || secrets.find("OLD_KEY").isEmpty()) {
        await(SecretsEvent.Looked.class::isInstance);
      }

      assertThat(secrets.get("OLD_KEY").exposeString()).isEqualTo(first);
    }
  }

  @Test
  @Witness(
      value = {Row.STAGE, Row.VERSION},
      kind = Witness.Kind.REAL)
  void labels_and_a_version_are_read() {
    String pending = LeakGuard.canary().text();
    String token = UUID.randomUUID().toString();
    admin.putSecretValue(
        r ->
            r.secretId(name)
                .secretString(pending)
                .clientRequestToken(token)
                .versionStages("AWSPENDING", "canary/1.2_b"));
    try (AwsSecretProvider provider = provider()) {
      assertThat(read(provider, name)).isEqualTo(first);
      assertThat(read(provider, name + "?stage=AWSPENDING")).isEqualTo(pending);
      assertThat(read(provider, name + "?stage=canary/1.2_b")).isEqualTo(pending);
      assertThat(read(provider, name + "?version=" + token)).isEqualTo(pending);
    }
  }

  @Test
  @Witness(value = Row.ARN, kind = Witness.Kind.REAL)
  void an_arn_is_read_in_full_and_without_what_aws_appended() {
    try (AwsSecretProvider provider = provider()) {
      assertThat(read(provider, arn)).isEqualTo(first);
      assertThat(read(provider, arn.substring(0, arn.lastIndexOf('-')))).isEqualTo(first);
    }
  }

  private static String read(AwsSecretProvider provider, String place) {
    SecretLocation location = SecretLocation.relative("aws", place);
    return provider.fetch(provider.normalize(location)).secret(location, "1").exposeString();
  }

  @Test
  @Witness(value = Row.DELETED, kind = Witness.Kind.REAL)
  void what_is_scheduled_for_deletion_is_served_and_restored_without_a_turn() throws Exception {
    try (Secrets secrets = open(Map.of("KEY", name))) {
      admin.deleteSecret(r -> r.secretId(name).recoveryWindowInDays(7L));
      await(
          event ->
              event instanceof SecretsEvent.Failing failing
                  && failing.reason().contains("restore it (RestoreSecret)"));
      assertThat(secrets.get("KEY").exposeString()).isEqualTo(first);

      admin.restoreSecret(r -> r.secretId(name));
      await(SecretsEvent.Recovered.class::isInstance);

      assertThat(secrets.get("KEY").exposeString()).isEqualTo(first);
      assertThat(events).noneMatch(SecretsEvent.Turned.class::isInstance);
    }
  }
}
