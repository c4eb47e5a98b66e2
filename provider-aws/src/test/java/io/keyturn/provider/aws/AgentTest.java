package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretAccessDeniedException;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretLocation;
import io.keyturn.secret.SecretNotFoundException;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.Moto;
import io.keyturn.testservers.SecretsManagerAgent;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The local agent itself, which keeps what it has for an hour, over moto. */
final class AgentTest {
  @AutoClose private static SecretsManagerClient admin;
  @AutoClose private static SecretsManagerAgent agent;

  private final String name = "agent/" + UUID.randomUUID();
  private final SecretLocation bundle = SecretLocation.relative("aws", name);
  private SecretProvider provider;

  @BeforeAll
  static void startAgent() {
    admin = Servers.admin(Servers.moto().address());
    agent = Servers.agent("ttl_seconds = 3600");
  }

  @BeforeEach
  void open() {
    provider = over(agent);
  }

  @AfterEach
  void close() {
    provider.close();
  }

  private static SecretProvider over(SecretsManagerAgent agent) {
    return new AwsSecretProviderFactory()
        .create(Stores.agent(agent.address().toString(), Stores.token(agent.tokenFile())).build());
  }

  private static String create(SecretsManagerClient admin, String name) {
    String value = LeakGuard.canary().text();
    admin.createSecret(r -> r.name(name).secretString(value));
    return value;
  }

  private String put() {
    String value = LeakGuard.canary().text();
    admin.putSecretValue(r -> r.secretId(name).secretString(value));
    return value;
  }

  private static String text(SecretBundle bundle) {
    return bundle.secret(SecretLocation.parse("aws://any"), "1").exposeString();
  }

  private String read(String place) {
    return text(provider.fetch(provider.normalize(SecretLocation.relative("aws", place))));
  }

  private static String version(SecretBundle bundle) {
    return bundle.version().orElseThrow();
  }

  private static <E extends SecretException> E failure(
      Class<E> type, SecretProvider provider, SecretLocation bundle) {
    return catchThrowableOfType(type, () -> provider.fetch(bundle));
  }

  @Test
  @Witness(value = Row.AGENT_READS, kind = Witness.Kind.REAL)
  void a_text_comes_with_version_and_date_as_from_aws_itself() {
    String value = create(admin, name);
    SecretBundle direct;
    try (SecretProvider aws =
        new AwsSecretProviderFactory()
            .create(Stores.aws(Servers.moto().address().toString()).build())) {
      direct = aws.fetch(bundle);
    }

    SecretBundle read = provider.fetch(bundle);

    assertThat(text(read)).isEqualTo(value);
    assertThat(read.version()).isEqualTo(direct.version()).isPresent();
    assertThat(read.createdAt()).isEqualTo(direct.createdAt()).isPresent();
  }

  @Test
  void a_binary_secret_is_its_bytes() {
    byte[] bytes = {0, -1, 127, 10};
    admin.createSecret(r -> r.name(name).secretBinary(SdkBytes.fromByteArray(bytes)));

    assertThat(provider.fetch(bundle).secret(bundle, "1").exposeBytes()).isEqualTo(bytes);
  }

  @Test
  @Witness(value = Row.AGENT_READS, kind = Witness.Kind.REAL)
  void stage_and_version_are_asked_for() {
    String first = create(admin, name);
    String version = version(provider.fetch(bundle));
    String second = put();

    assertThat(read(name)).isEqualTo(second);
    assertThat(read(name + "?stage=AWSPREVIOUS")).isEqualTo(first);
    assertThat(read(name + "?version=" + version)).isEqualTo(first);
    assertThat(provider.fetch(SecretLocation.relative("aws", name + "?version=" + version)).fixed())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a+b", "a/b", "a@b", "a=b", "a!b", "a.b_c-d", "a+b/@=!"})
  @Witness(value = Row.AGENT_READS, kind = Witness.Kind.REAL)
  void every_name_that_aws_has_is_asked_for_as_it_is(String part) {
    String named = name + "/" + part;
    String value = create(admin, named);

    assertThat(read(named)).isEqualTo(value);
  }

  @Test
  @Witness(value = Row.AGENT_READS, kind = Witness.Kind.REAL)
  void an_arn_is_read_in_full_and_without_what_aws_appended() {
    String value = create(admin, name);
    String arn = admin.describeSecret(r -> r.secretId(name)).arn();

    assertThat(read(arn)).isEqualTo(value);
    assertThat(read(arn.substring(0, arn.lastIndexOf('-')))).isEqualTo(value);
  }

  @Test
  void what_is_not_there_is_not_found() {
    assertThat(failure(SecretNotFoundException.class, provider, bundle).reason())
        .isEqualTo("ResourceNotFoundException");
  }

  @Test
  @Witness(value = Row.AGENT_TOKEN, kind = Witness.Kind.REAL)
  void a_wrong_token_is_refused_and_told_by_where_it_is_configured() {
    create(admin, name);
    try (SecretProvider stranger =
        new AwsSecretProviderFactory()
            .create(Stores.agent(agent.address().toString(), Stores::secret).build())) {
      assertThat(failure(SecretAccessDeniedException.class, stranger, bundle).reason())
          .isEqualTo(
              "HTTP status 403: the agent at "
                  + agent.address()
                  + " refuses the agent-token of keyturn.stores.aws.agent-token");
    }
  }

  @Test
  @Witness(value = Row.AGENT_REFRESH, kind = Witness.Kind.REAL)
  void a_look_asks_the_cache_of_the_agent_and_a_full_read_asks_aws() {
    create(admin, name);
    String first = version(provider.fetch(bundle));
    String value = put();

    assertThat(provider.fetchIfChanged(bundle, first)).isInstanceOf(Outcome.Unchanged.class);
    SecretBundle second = provider.fetch(bundle);
    assertThat(text(second)).isEqualTo(value);
    assertThat(provider.fetchIfChanged(bundle, version(second)))
        .as("the cache after the full read")
        .isInstanceOf(Outcome.Unchanged.class);
    assertThat(provider.fetchIfChanged(bundle, first)).isInstanceOf(Outcome.Fetched.class);
  }

  @Test
  @Witness(value = Row.AGENT_AWAY, kind = Witness.Kind.REAL)
  void an_agent_that_is_away_is_unavailable_until_it_is_back() {
    String value = create(admin, name);
    try (SecretsManagerAgent own = Servers.agent();
        SecretProvider other = over(own)) {
      own.stop();
      assertThat(failure(SecretUnavailableException.class, other, bundle).reason())
          .isEqualTo("no connection to the agent at " + own.address() + "; it may not run");

      own.restart();
      assertThat(text(other.fetch(bundle))).isEqualTo(value);
    }
  }

  @Test
  @Witness(value = Row.AGENT_TOKEN, kind = Witness.Kind.REAL)
  void the_token_is_read_again_for_every_request() {
    String value = create(admin, name);
    try (SecretsManagerAgent own = Servers.agent();
        SecretProvider other = over(own)) {
      other.fetch(bundle);

      own.changeToken();

      assertThat(text(other.fetch(bundle))).isEqualTo(value);
    }
  }

  /** Told on the page: what the agent hides, a look cannot know. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Witness(value = Row.AGENT_HIDES, kind = Witness.Kind.REAL)
  void an_outage_of_aws_is_seen_by_looks_where_the_agent_is_told_to_show_it(boolean hidden) {
    try (Moto moto = Moto.start();
        SecretsManagerClient there = Servers.admin(moto.address());
        SecretsManagerAgent own =
            Servers.agent(
                moto.address(), "ttl_seconds = 0", "ignore_transient_errors = " + hidden);
        SecretProvider other = over(own)) {
      create(there, name);
      String version = version(other.fetch(bundle));
      moto.stop();

      Outcome look = Outcome.of(other, bundle, Optional.of(version));

      assertThat(look).isInstanceOf(hidden ? Outcome.Unchanged.class : Outcome.Failed.class);
      assertThat(failure(SecretUnavailableException.class, other, bundle).reason())
          .isEqualTo("ConnectionError: the agent does not reach AWS");
    }
  }

  /** Told on the page: the agent's own look is DescribeSecret, which AWS answers all the same. */
  @Test
  @Witness(value = Row.AGENT_HIDES, kind = Witness.Kind.REAL)
  void a_deletion_that_is_scheduled_is_seen_by_full_reads_only() {
    create(admin, name);
    try (SecretsManagerAgent own = Servers.agent("ttl_seconds = 0");
        SecretProvider other = over(own)) {
      String version = version(other.fetch(bundle));
      admin.deleteSecret(r -> r.secretId(name).recoveryWindowInDays(7L));

      assertThat(other.fetchIfChanged(bundle, version)).isInstanceOf(Outcome.Unchanged.class);
      assertThat(failure(SecretNotFoundException.class, other, bundle).reason())
          .contains("restore it (RestoreSecret)");
    }
  }
}
