package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretBundle.Remark;
import io.keyturn.secret.SecretException;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testkit.ManualTime;
import io.keyturn.testservers.DeadAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two regions, and what is asked and told of each; the requests are counted where they arrive. */
final class FallbackRegionsTest {
  private static final SecretLocation MAILJET = at("prod/mailjet");
  private static final String OTHER = "eu-central-1";
  private static final ResponseDefinitionBuilder RESET =
      aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER);

  private static WireMockServer own;
  private static WireMockServer other;

  private final ManualTime time = new ManualTime();
  private final String text = LeakGuard.canary().text();
  private SecretProvider provider;

  @BeforeAll
  static void startServers() {
    own = Servers.wireMock();
    other = Servers.wireMock();
  }

  @AfterAll
  static void stopServers() {
    own.stop();
    other.stop();
  }

  @BeforeEach
  void makeProvider() {
    own.resetAll();
    other.resetAll();
    provider = provider(settings(own.baseUrl()));
  }

  @AfterEach
  void closeProvider() {
    provider.close();
  }

  private static ProviderSettings.Builder settings(String endpoint) {
    return Stores.aws(endpoint)
        .text(AwsKeys.FALLBACK_REGIONS, OTHER)
        .text(AwsKeys.FALLBACK_ENDPOINTS, other.baseUrl());
  }

  private SecretProvider provider(ProviderSettings.Builder settings) {
    return new AwsSecretProviderFactory(time::nanoTime).create(settings.build());
  }

  private static SecretLocation at(String rest) {
    return SecretLocation.relative("aws", rest);
  }

  private static void answer(WireMockServer region, ResponseDefinitionBuilder answer) {
    region.stubFor(any(anyUrl()).willReturn(answer));
  }

  private static void answer(
      WireMockServer region, String operation, ResponseDefinitionBuilder answer) {
    region.stubFor(
        post(anyUrl())
            .withHeader("X-Amz-Target", equalTo("secretsmanager." + operation))
            .willReturn(answer));
  }

  private static List<LoggedRequest> requests(WireMockServer region) {
    return region.findAll(postRequestedFor(anyUrl()));
  }

  private SecretException failure() {
    return catchThrowableOfType(SecretException.class, () -> provider.fetch(MAILJET));
  }

  private static Remark remark(SecretBundle bundle) {
    return bundle.remark().orElseThrow();
  }

  /** The parts of a page of a batch, as its answer has them. */
  private String entry(String name) {
    return "{\"ARN\":\"%s\",\"Name\":\"%s\",\"VersionId\":\"%s\",\"SecretString\":\"%s\"}"
        .formatted(arn(name), name, Recorded.VERSION, text);
  }

  private static String arn(String name) {
    return Recorded.arn(name).replace(Stores.REGION, OTHER);
  }

  private static ResponseDefinitionBuilder page(String values, String errors) {
    return Recorded.json(200, "{\"SecretValues\":[" + values + "],\"Errors\":[" + errors + "]}");
  }

  private static String missing(String name) {
    return "{\"SecretId\":\"%s\",\"ErrorCode\":\"ResourceNotFoundException\",\"Message\":\"x\"}"
        .formatted(name);
  }

  private static Map<SecretLocation, Optional<String>> all(
      Optional<String> known, String... names) {
    Map<SecretLocation, Optional<String>> all = new LinkedHashMap<>();
    for (String name : names) {
      all.put(at(name), known);
    }
    return all;
  }

  @Test
  void the_other_region_is_not_asked_while_the_own_one_answers() {
    answer(own, Recorded.NOT_FOUND);

    assertThat(failure().kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(failure().kind()).isEqualTo(Kind.NOT_FOUND);

    assertThat(requests(own)).hasSize(2);
    assertThat(requests(other)).isEmpty();
  }

  @Test
  void the_other_region_is_asked_while_the_own_one_is_away_and_signed_for() {
    answer(own, RESET);
    answer(other, Recorded.secret("prod/mailjet", text));

    SecretBundle bundle = provider.fetch(MAILJET);

    assertThat(bundle.secret(MAILJET, "1").exposeString()).isEqualTo(text);
    assertThat(remark(bundle))
        .isEqualTo(
            new Remark(
                "answered by eu-central-1, since eu-west-1 is unavailable: no connection", true));
    assertThat(requests(other))
        .singleElement()
        .satisfies(
            request ->
                assertThat(request.getHeader("Authorization"))
                    .contains("/eu-central-1/secretsmanager/"));
    assertThat(provider).hasToString("AwsSecretProvider[eu-central-1 in place of eu-west-1]");
  }

  @Witness(value = Row.FALLBACK_ORDER, kind = Witness.Kind.RECORDED)
  @Test
  void who_answered_is_remembered_and_the_own_one_asked_again_after_five_minutes() {
    answer(own, Recorded.INTERNAL_SERVICE_ERROR);
    answer(other, Recorded.secret("prod/mailjet", text));
    provider.fetch(MAILJET);
    int asked = requests(own).size();

    provider.fetch(MAILJET);
    time.advance(Duration.ofMinutes(5).minusNanos(1));
    provider.fetch(MAILJET);
    assertThat(requests(own)).hasSize(asked);
    assertThat(requests(other)).hasSize(3);

    answer(own, Recorded.secret("prod/mailjet", text));
    time.advance(Duration.ofNanos(1));
    assertThat(provider.fetch(MAILJET).remark()).isEmpty();
    provider.fetch(MAILJET);

    assertThat(requests(own)).hasSize(asked + 2);
    assertThat(requests(other)).hasSize(3);
    assertThat(provider).hasToString("AwsSecretProvider[eu-west-1]");
  }

  /** Bounded by the own region's half of the timeout; the second look does not wait at all. */
  @Witness(value = Row.FALLBACK_HANGS, kind = Witness.Kind.RECORDED)
  @Test
  void only_the_first_look_waits_for_a_region_that_hangs() {
    answer(other, Recorded.secret("prod/mailjet", text));
    try (DeadAddress hung = DeadAddress.hung();
        SecretProvider store =
            provider(settings(hung.address().toString()).text(AwsKeys.TIMEOUT, "8s"))) {
      assertThat(took(store)).isBetween(Duration.ofMillis(2900), Duration.ofMillis(7900));
      assertThat(took(store)).isLessThan(Duration.ofMillis(2900));
    }
    assertThat(requests(other)).hasSize(2);
  }

  private static Duration took(SecretProvider store) {
    long start = System.nanoTime();
    store.fetch(MAILJET);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void regions_that_all_hang_are_given_up_within_the_timeout() {
    try (DeadAddress first = DeadAddress.hung();
        DeadAddress second = DeadAddress.hung();
        SecretProvider store =
            provider(
                settings(first.address().toString())
                    .text(AwsKeys.FALLBACK_ENDPOINTS, second.address().toString())
                    .text(AwsKeys.TIMEOUT, "2s"))) {
      long start = System.nanoTime();

      SecretException away =
          catchThrowableOfType(SecretException.class, () -> store.fetch(MAILJET));

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(1900), Duration.ofMillis(4000));
      assertThat(away.reason())
          .isEqualTo("eu-west-1: no answer in time; eu-central-1: no answer in time");
    }
  }

  @Test
  void where_all_are_away_all_are_named() {
    answer(own, RESET);
    answer(other, Recorded.INTERNAL_SERVICE_ERROR);

    assertThat(failure().kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failure().reason())
        .isEqualTo("eu-west-1: no connection; eu-central-1: InternalServiceError");
    assertThat(failure()).hasNoCause();
  }

  @Test
  void what_the_other_region_refuses_is_not_definite() {
    answer(own, RESET);
    for (ResponseDefinitionBuilder refusal : List.of(Recorded.NOT_FOUND, Recorded.ACCESS_DENIED)) {
      answer(other, refusal);

      assertThat(failure().kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(failure().reason()).startsWith("eu-west-1: no connection; eu-central-1: ");
    }
  }

  @Test
  void where_the_other_region_refuses_the_credentials_they_are_named() {
    answer(own, RESET);
    answer(other, Recorded.UNRECOGNIZED_CLIENT);

    assertThat(failure().reason())
        .isEqualTo(
            "eu-west-1: no connection; eu-central-1: UnrecognizedClientException; requests are"
                + " signed with the keys of keyturn.stores.aws.access-key-id and"
                + " keyturn.stores.aws.secret-access-key");
  }

  @Test
  void a_region_that_throttles_is_there() {
    answer(own, Recorded.error(400, "ThrottlingException", "Rate exceeded"));

    assertThat(failure().reason()).startsWith("ThrottlingException: ");
    assertThat(requests(other)).isEmpty();
  }

  @Witness(value = Row.FALLBACK_ARN, kind = Witness.Kind.REQUEST)
  @Test
  void an_arn_is_that_of_the_replica() {
    answer(own, RESET);
    answer(other, "GetSecretValue", Recorded.secret("prod/mailjet", text));
    answer(other, "BatchGetSecretValue", page(entry("a") + "," + entry("b"), ""));
    String partial = Recorded.arn("b").replace("-AbCdEf", "");

    provider.fetch(at(Recorded.arn("prod/mailjet")));
    Map<SecretLocation, Outcome> outcomes =
        provider.fetchAll(all(Optional.empty(), Recorded.arn("a"), partial));

    assertThat(requests(other).get(0).getBodyAsString()).contains(arn("prod/mailjet"));
    assertThat(requests(other).get(1).getBodyAsString())
        .contains("[\"" + arn("a") + "\",\"" + arn("b").replace("-AbCdEf", "") + "\"]");
    assertThat(outcomes.values())
        .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Fetched.class));
    assertThat(requests(other)).hasSize(2);
  }

  @Test
  void the_same_version_is_told_once_with_the_remark_and_once_without_it() {
    answer(own, RESET);
    answer(other, Recorded.secret("prod/mailjet", text));

    assertThat(look()).isInstanceOf(Outcome.Fetched.class);
    assertThat(look()).isInstanceOf(Outcome.Unchanged.class);

    answer(own, Recorded.secret("prod/mailjet", text));
    time.advance(RegionMemory.AGAIN);
    assertThat(look())
        .isInstanceOfSatisfying(
            Outcome.Fetched.class, back -> assertThat(back.bundle().remark()).isEmpty());
    assertThat(look()).isInstanceOf(Outcome.Unchanged.class);
  }

  private Outcome look() {
    return provider.fetchIfChanged(MAILJET, Recorded.VERSION);
  }

  @Test
  void a_description_of_the_other_region_confirms_once_the_remark_is_told() {
    String description =
        "{\"Name\":\"prod/mailjet\",\"VersionIdsToStages\":{\"%s\":[\"AWSCURRENT\"]}}"
            .formatted(Recorded.VERSION);
    answer(own, RESET);
    answer(other, "DescribeSecret", Recorded.json(200, description));
    answer(other, "GetSecretValue", Recorded.secret("prod/mailjet", text));
    provider.close();
    provider = provider(settings(own.baseUrl()).text(AwsKeys.DESCRIBE, "true"));

    assertThat(look()).isInstanceOf(Outcome.Fetched.class);
    assertThat(look()).isInstanceOf(Outcome.Unchanged.class);
    assertThat(requests(other))
        .extracting(request -> request.getHeader("X-Amz-Target"))
        .containsExactly(
            "secretsmanager.DescribeSecret",
            "secretsmanager.GetSecretValue",
            "secretsmanager.DescribeSecret");

    answer(other, "DescribeSecret", Recorded.ACCESS_DENIED);
    assertThat(catchThrowableOfType(SecretException.class, this::look).kind())
        .isEqualTo(Kind.UNAVAILABLE);
  }

  /** A remark would stay for ever with what is read once. */
  @Test
  void a_version_that_is_named_has_no_remark() {
    answer(own, RESET);
    answer(other, Recorded.secret("prod/mailjet", text));

    assertThat(provider.fetch(at("prod/mailjet?version=" + Recorded.VERSION)).remark()).isEmpty();
  }

  @Witness(value = Row.FALLBACK_MISSING, kind = Witness.Kind.RECORDED)
  @Test
  void a_batch_goes_over_as_one_and_what_has_no_replica_is_unavailable() {
    answer(own, RESET);
    answer(other, "BatchGetSecretValue", page(entry("a") + "," + entry("b"), missing("c")));
    answer(other, "GetSecretValue", Recorded.NOT_FOUND);

    Map<SecretLocation, Outcome> outcomes =
        provider.fetchAll(all(Optional.of(Recorded.VERSION), "a", "b", "c"));

    for (String name : List.of("a", "b")) {
      assertThat(outcomes.get(at(name)))
          .isInstanceOfSatisfying(
              Outcome.Fetched.class, fetched -> assertThat(fetched.bundle().remark()).isPresent());
    }
    assertThat(outcomes.get(at("c")))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed ->
                assertThat(failed.exception().reason())
                    .isEqualTo(
                        "eu-west-1: no connection; eu-central-1: ResourceNotFoundException"));
    int asked = requests(own).size();
    assertThat(provider.fetchAll(all(Optional.of(Recorded.VERSION), "a", "b")).values())
        .containsOnly(new Outcome.Unchanged());
    assertThat(requests(own)).as("of the own region").hasSize(asked);
  }

  @Test
  void a_batch_that_the_other_region_does_not_permit_is_read_singly_and_batches_go_on() {
    answer(own, RESET);
    answer(other, "BatchGetSecretValue", Recorded.ACCESS_DENIED);
    answer(other, "GetSecretValue", Recorded.secret("prod/mailjet", text));

    assertThat(provider.fetchAll(all(Optional.empty(), "a", "b")).values())
        .hasSize(2)
        .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Fetched.class));
    assertThat(provider.batchSize()).isEqualTo(20);
  }

  @Test
  void a_batch_of_which_all_regions_are_away_is_not_asked_singly() {
    answer(own, RESET);
    answer(other, RESET);

    assertThat(provider.fetchAll(all(Optional.empty(), "a", "b")).values())
        .hasSize(2)
        .allSatisfy(
            outcome ->
                assertThat(outcome)
                    .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed ->
                            assertThat(failed.exception().reason())
                                .isEqualTo(
                                    "eu-west-1: no connection; eu-central-1: no connection")));
    assertThat(requests(other))
        .allSatisfy(
            request ->
                assertThat(request.getHeader("X-Amz-Target"))
                    .isEqualTo("secretsmanager.BatchGetSecretValue"));
  }
}
