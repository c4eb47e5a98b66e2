package io.keyturn.provider.aws;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keyturn.Secrets;
import io.keyturn.SecretsEvent;
import io.keyturn.SecretsEvent.Looked;
import io.keyturn.SecretsEvent.Looked.Result;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testkit.ManualTime;
import io.keyturn.testservers.DeadAddress;
import io.keyturn.testservers.Moto;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ReplicaRegionType;

/** The outage of a region as an application lives through it: two motos, of which one is ended. */
final class RegionOutageTest {
  private static final String OTHER = "eu-central-1";
  private static final Duration TTL = Duration.ofMillis(200);

  @AutoClose private static Moto own;
  @AutoClose private static Moto other;

  private final ManualTime time = new ManualTime();
  private final String name = "regions/" + UUID.randomUUID();
  private final BlockingQueue<SecretsEvent> events = new LinkedBlockingQueue<>();
  private final List<SecretsEvent> past = new ArrayList<>();
  private final Version first = new Version();
  private final Version second = new Version();

  /** A version with the id that AWS takes from whoever makes it, so that both regions have it. */
  private static final class Version {
    final String id = UUID.randomUUID().toString();
    final String text = LeakGuard.canary().text();

    void create(URI region, String regionId, String name) {
      try (SecretsManagerClient admin = admin(region, regionId)) {
        admin.createSecret(r -> r.name(name).secretString(text).clientRequestToken(id));
      }
    }

    void put(URI region, String regionId, String name) {
      try (SecretsManagerClient admin = admin(region, regionId)) {
        admin.putSecretValue(r -> r.secretId(name).secretString(text).clientRequestToken(id));
      }
    }
  }

  private static SecretsManagerClient admin(URI endpoint, String region) {
    return Servers.administrator(endpoint).region(Region.of(region)).build();
  }

  @BeforeAll
  static void startServers() {
    own = Moto.start();
    other = Moto.start();
  }

  @BeforeEach
  void create() {
    first.create(own.address(), Stores.REGION, name);
    first.create(other.address(), OTHER, name);
  }

  @AfterEach
  void restart() {
    own.restart();
    other.restart();
  }

  private SecretProvider provider(URI address, URI replica) {
    return new AwsSecretProviderFactory(time::nanoTime)
        .create(
            Stores.aws(address.toString())
                .text(AwsKeys.FALLBACK_REGIONS, OTHER)
                .text(AwsKeys.FALLBACK_ENDPOINTS, replica.toString())
                .build());
  }

  private Secrets open() {
    return Secrets.builder()
        .store("aws", provider(own.address(), other.address()))
        .active("aws")
        .locateIn("aws", "KEY", name)
        .ttl(TTL)
        .retry(Duration.ofMillis(100))
        .listener(events::add)
        .build();
  }

  private void await(BooleanSupplier what) throws InterruptedException {
    long end = System.nanoTime() + SECONDS.toNanos(60);
    while (!what.getAsBoolean()) {
      SecretsEvent event = events.poll(end - System.nanoTime(), NANOSECONDS);
      assertThat(event).as("an event after which it is so").isNotNull();
      past.add(event);
    }
  }

  private static Optional<String> remark(Secrets secrets) {
    return secrets.status().bundles().get(0).remark();
  }

  private List<Result> results() {
    return past.stream()
        .filter(Looked.class::isInstance)
        .map(event -> ((Looked) event).result())
        .toList();
  }

  private Stream<SecretsEvent> news() {
    return Stream.concat(past.stream(), events.stream())
        .filter(event -> !(event instanceof SecretsEvent.Looked));
  }

  @Witness(
      value = {Row.FALLBACK, Row.FALLBACK_ORDER},
      kind = Witness.Kind.REAL)
  @Test
  void an_application_goes_on_in_the_other_region_and_comes_back_without_a_turn() throws Exception {
    try (Secrets secrets = open()) {
      own.stop();
      await(() -> remark(secrets).isPresent());

      assertThat(remark(secrets))
          .contains("answered by eu-central-1, since eu-west-1 is unavailable: no connection");
      assertThat(secrets.refresh("KEY")).as("turned").isFalse();
      assertThat(secrets.get("KEY").exposeString()).isEqualTo(first.text);

      own.restart();
      first.create(own.address(), Stores.REGION, name);
      time.advance(RegionMemory.AGAIN);
      await(() -> remark(secrets).isEmpty());

      assertThat(secrets.get("KEY").version()).isEqualTo(first.id);
      assertThat(news()).isEmpty();
    }
  }

  @Test
  void an_application_starts_in_the_other_region() {
    own.stop();
    try (Secrets secrets = open()) {
      assertThat(secrets.get("KEY").exposeString()).isEqualTo(first.text);
    }
  }

  @Witness(value = Row.FALLBACK_AWAY, kind = Witness.Kind.REAL)
  @Test
  void where_both_regions_are_away_the_last_value_is_served_and_both_are_named() throws Exception {
    try (Secrets secrets = open()) {
      own.stop();
      other.stop();
      await(() -> secrets.status().bundles().get(0).failure().isPresent());

      assertThat(secrets.status().bundles().get(0).failure().orElseThrow().reason())
          .isEqualTo("eu-west-1: no connection; eu-central-1: no connection");
      assertThat(secrets.get("KEY").exposeString()).isEqualTo(first.text);

      other.restart();
      first.create(other.address(), OTHER, name);
      await(() -> secrets.status().bundles().get(0).failure().isEmpty());
    }
  }

  @Witness(value = Row.FALLBACK_MISSING, kind = Witness.Kind.REAL)
  @Test
  void what_is_replicated_no_more_is_unavailable_and_not_missing() throws Exception {
    try (Secrets secrets = open()) {
      other.reset();
      own.stop();
      await(() -> secrets.status().bundles().get(0).failure().isPresent());

      assertThat(secrets.status().bundles().get(0).failure().orElseThrow().kind())
          .isEqualTo(Kind.UNAVAILABLE);
      assertThat(secrets.status().bundles().get(0).failure().orElseThrow().reason())
          .isEqualTo("eu-west-1: no connection; eu-central-1: ResourceNotFoundException");
    }
  }

  /** It cannot be told from a secret that was set back there. */
  @Witness(value = Row.FALLBACK_LAGS, kind = Witness.Kind.REAL)
  @Test
  void a_replica_that_lags_is_doubted_once_and_then_believed() throws Exception {
    try (Secrets secrets = open()) {
      second.put(own.address(), Stores.REGION, name);
      await(() -> secrets.get("KEY").version().equals(second.id));
      own.stop();
      past.clear();
      events.clear();

      await(() -> secrets.get("KEY").version().equals(first.id));
      await(() -> results().contains(Result.TAKEN));
      assertThat(results()).as("doubted, then believed").startsWith(Result.UNCHANGED);

      second.put(other.address(), OTHER, name);
      await(() -> secrets.get("KEY").version().equals(second.id));
      assertThat(secrets.get("KEY").exposeString()).isEqualTo(second.text);
    }
  }

  @Test
  void a_batch_goes_over_with_the_versions_that_are_known() {
    first.create(own.address(), Stores.REGION, name + "/2");
    first.create(other.address(), OTHER, name + "/2");
    SecretLocation one = SecretLocation.relative("aws", name);
    SecretLocation two = SecretLocation.relative("aws", name + "/2");
    Map<SecretLocation, Optional<String>> known =
        Map.of(one, Optional.of(first.id), two, Optional.of(first.id));
    try (SecretProvider provider = provider(own.address(), other.address())) {
      assertThat(provider.fetchAll(known).values()).containsOnly(new Outcome.Unchanged());

      own.stop();
      assertThat(provider.fetchAll(known).values())
          .hasSize(2)
          .allSatisfy(
              outcome ->
                  assertThat(outcome)
                      .isInstanceOfSatisfying(
                          Outcome.Fetched.class,
                          fetched -> {
                            assertThat(fetched.bundle().version()).contains(first.id);
                            assertThat(fetched.bundle().remark()).isPresent();
                          }));
      assertThat(provider.fetchAll(known).values()).containsOnly(new Outcome.Unchanged());
    }
  }

  /** One moto has all regions: the replica is its own, and the store's address is another. */
  @Witness(value = Row.FALLBACK_ARN, kind = Witness.Kind.REAL)
  @Test
  void a_replica_that_aws_made_is_read_by_name_and_by_the_arn_of_its_source() {
    String source;
    try (SecretsManagerClient admin = admin(own.address(), Stores.REGION)) {
      List<ReplicaRegionType> replica = List.of(ReplicaRegionType.builder().region(OTHER).build());
      admin.replicateSecretToRegions(r -> r.secretId(name).addReplicaRegions(replica));
      source = admin.describeSecret(r -> r.secretId(name)).arn();
    }
    try (DeadAddress dead = DeadAddress.refusing();
        SecretProvider provider = provider(dead.address(), own.address())) {
      for (String path : List.of(name, source)) {
        SecretLocation location = provider.normalize(SecretLocation.relative("aws", path));

        assertThat(provider.fetch(location).version()).as(path).contains(first.id);
        assertThat(provider.fetch(location).secret(location, "1").exposeString())
            .isEqualTo(first.text);
      }
      SecretLocation elsewhere = SecretLocation.relative("aws", "not/replicated");
      assertThat(
              catchThrowableOfType(SecretException.class, () -> provider.fetch(elsewhere)).kind())
          .isEqualTo(Kind.UNAVAILABLE);
    }
  }
}
