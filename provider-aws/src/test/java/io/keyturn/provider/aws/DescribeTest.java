package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.keyturn.Secrets;
import io.keyturn.SecretsEvent;
import io.keyturn.SecretsEvent.Looked;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Looks that ask DescribeSecret first, on moto, with the requests counted before it. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DescribeTest {
  private static final String DESCRIBE = "DescribeSecret";
  private static final String GET = "GetSecretValue";
  private static final String BATCH = "BatchGetSecretValue";

  private final SecretsManagerClient admin = Servers.admin(Servers.moto().address());
  private final MotoGate gate = new MotoGate(Servers.moto().address());
  private final SecretProvider provider = provider("true");
  private final String name = "describe/" + UUID.randomUUID();
  private final SecretLocation place = SecretLocation.relative("aws", name);
  private final String first = LeakGuard.canary().text();
  private String firstVersion = "";

  @BeforeEach
  void create() {
    firstVersion = admin.createSecret(r -> r.name(name).secretString(first)).versionId();
  }

  @AfterEach
  void close() {
    provider.close();
    gate.close();
    admin.close();
  }

  private SecretProvider provider(String describe) {
    return new AwsSecretProviderFactory()
        .create(Stores.aws(gate.address()).text(AwsKeys.DESCRIBE, describe).build());
  }

  private String put(String... stages) {
    return admin
        .putSecretValue(
            r ->
                r.secretId(name)
                    .secretString(LeakGuard.canary().text())
                    .versionStages(List.of(stages)))
        .versionId();
  }

  private void refuse(String operation, ResponseDefinitionBuilder answer) {
    gate.trouble(
        any(anyUrl()).withHeader("X-Amz-Target", MotoGate.target(operation)).willReturn(answer));
  }

  private SecretLocation at(String parameters) {
    return SecretLocation.relative("aws", name + parameters);
  }

  private static Optional<String> version(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Fetched.class);
    return ((Outcome.Fetched) outcome).bundle().version();
  }

  private SecretException failure(SecretLocation bundle, String known) {
    return catchThrowableOfType(
        SecretException.class, () -> provider.fetchIfChanged(bundle, known));
  }

  private void assertAsked(int describe, int get, int batch) {
    assertThat(List.of(gate.count(DESCRIBE), gate.count(GET), gate.count(BATCH)))
        .as("%s, %s and %s", DESCRIBE, GET, BATCH)
        .containsExactly(describe, get, batch);
    assertThat(gate.all()).isEqualTo(describe + get + batch);
  }

  @Test
  @Witness(value = Row.DESCRIBE, kind = Witness.Kind.REAL)
  void a_look_at_what_has_not_changed_is_one_request_that_decrypts_nothing() {
    assertThat(provider.fetchIfChanged(place, firstVersion)).isInstanceOf(Outcome.Unchanged.class);
    assertAsked(1, 0, 0);
  }

  @Test
  @Witness(value = Row.DESCRIBE, kind = Witness.Kind.REAL)
  void a_rotation_is_seen_and_then_read() {
    String second = put("AWSCURRENT");

    assertThat(version(provider.fetchIfChanged(place, firstVersion))).contains(second);
    assertAsked(1, 1, 0);
  }

  @Test
  @Witness(value = Row.DESCRIBE, kind = Witness.Kind.REAL)
  void a_stage_that_is_moved_back_is_seen() {
    String second = put("AWSCURRENT");
    admin.updateSecretVersionStage(
        r ->
            r.secretId(name)
                .versionStage("AWSCURRENT")
                .removeFromVersionId(second)
                .moveToVersionId(firstVersion));

    assertThat(version(provider.fetchIfChanged(place, second))).contains(firstVersion);
    assertThat(provider.fetchIfChanged(place, firstVersion)).isInstanceOf(Outcome.Unchanged.class);
  }

  @Test
  void another_stage_has_a_version_of_its_own() {
    String pending = put("AWSPENDING");

    assertThat(provider.fetchIfChanged(at("?stage=AWSPENDING"), pending))
        .isInstanceOf(Outcome.Unchanged.class);
    assertThat(version(provider.fetchIfChanged(at("?stage=AWSPENDING"), firstVersion)))
        .contains(pending);
    assertThat(provider.fetchIfChanged(place, firstVersion)).isInstanceOf(Outcome.Unchanged.class);
  }

  @Test
  void a_stage_that_no_version_has_is_not_found() {
    assertThat(failure(at("?stage=NONE"), firstVersion))
        .isExactlyInstanceOf(SecretNotFoundException.class);
  }

  @Test
  void what_is_not_there_is_not_found_with_one_request() {
    assertThat(failure(SecretLocation.relative("aws", name + "/none"), firstVersion))
        .isExactlyInstanceOf(SecretNotFoundException.class);
    assertAsked(1, 0, 0);
  }

  /** DescribeSecret answers all the same. */
  @Test
  @Witness(value = Row.DESCRIBE, kind = Witness.Kind.REAL)
  void what_is_scheduled_for_deletion_is_not_found_until_it_is_restored() {
    admin.deleteSecret(r -> r.secretId(name).recoveryWindowInDays(7L));

    assertThat(failure(place, firstVersion))
        .isExactlyInstanceOf(SecretNotFoundException.class)
        .hasMessageContaining("it is marked for deletion, restore it (RestoreSecret)");

    admin.restoreSecret(r -> r.secretId(name));
    assertThat(provider.fetchIfChanged(place, firstVersion)).isInstanceOf(Outcome.Unchanged.class);
  }

  @Test
  void a_version_that_is_named_is_read_without_a_description() {
    assertThat(provider.fetchIfChanged(at("?version=" + firstVersion), firstVersion))
        .isInstanceOf(Outcome.Unchanged.class);
    assertAsked(0, 1, 0);
  }

  @Test
  void what_is_not_known_is_read_together_and_what_is_known_described_singly() {
    String other = name + "/other";
    String third = name + "/third";
    admin.createSecret(r -> r.name(other).secretString(LeakGuard.canary().text()));
    admin.createSecret(r -> r.name(third).secretString(LeakGuard.canary().text()));
    SecretLocation otherPlace = SecretLocation.relative("aws", other);
    SecretLocation thirdPlace = SecretLocation.relative("aws", third);

    Map<SecretLocation, Outcome> outcomes =
        provider.fetchAll(
            Map.of(
                place, Optional.of(firstVersion),
                otherPlace, Optional.empty(),
                thirdPlace, Optional.empty()));

    assertThat(outcomes.get(place)).isInstanceOf(Outcome.Unchanged.class);
    assertThat(outcomes.get(otherPlace)).isInstanceOf(Outcome.Fetched.class);
    assertThat(outcomes.get(thirdPlace)).isInstanceOf(Outcome.Fetched.class);
    assertAsked(1, 0, 1);
  }

  @Test
  @Witness(value = Row.DESCRIBE, kind = Witness.Kind.REAL)
  void without_the_key_nothing_is_described() {
    try (SecretProvider plain = provider("false")) {
      assertThat(plain.fetchIfChanged(place, firstVersion)).isInstanceOf(Outcome.Unchanged.class);
    }
    assertAsked(0, 1, 0);
  }

  @Test
  @Witness(value = Row.DESCRIBE, kind = Witness.Kind.RECORDED)
  void where_it_is_not_permitted_the_look_says_what_is_missing_and_reads_nothing() {
    refuse(DESCRIBE, Recorded.ACCESS_DENIED);

    assertThat(failure(place, firstVersion))
        .isExactlyInstanceOf(SecretAccessDeniedException.class)
        .hasMessageContaining("allow DescribeSecret, or leave out the key 'describe'");
    assertAsked(1, 0, 0);
  }

  @Test
  void any_other_failure_of_a_description_is_one_of_the_look() {
    refuse(DESCRIBE, Recorded.INTERNAL_SERVICE_ERROR);

    assertThat(failure(place, firstVersion))
        .isExactlyInstanceOf(SecretUnavailableException.class)
        .hasMessageContaining("InternalServiceError");
    assertAsked(2, 0, 0);
  }

  /** In aws-secretsmanager-caching-java the reader is thrown the failure in this case. */
  @Test
  void a_rotation_that_is_seen_and_must_not_be_read_leaves_the_value() throws Exception {
    BlockingQueue<SecretsEvent> events = new LinkedBlockingQueue<>();
    try (Secrets secrets =
        Secrets.builder()
            .store("aws", provider("true"))
            .active("aws")
            .locateIn("aws", "KEY", name)
            .ttl(Duration.ofMillis(200))
            .listener(events::add)
            .build()) {
      refuse(GET, Recorded.ACCESS_DENIED);
      gate.forgetCounts();
      assertThat(events.poll(30, SECONDS)).as("it need not be read").isInstanceOf(Looked.class);
      assertThat(gate.count(GET)).isZero();
      put("AWSCURRENT");
      SecretsEvent event = events.poll(30, SECONDS);
      while (event != null && !(event instanceof SecretsEvent.Failing)) {
        event = events.poll(30, SECONDS);
      }

      assertThat(event).isNotNull();
      assertThat(secrets.get("KEY").exposeString()).isEqualTo(first);
    }
  }
}
