package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.keyturn.provider.SecretProvider;
import io.keyturn.provider.SecretProvider.Outcome;
import io.keyturn.secret.SecretException.Kind;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AwsBatchTest extends WireMockTest {
  private static final String OTHER = "11111111-2222-3333-4444-555555555555";

  @Test
  @Witness(value = Row.BATCH, kind = Witness.Kind.RECORDED)
  void twenty_secrets_are_one_request_without_filters_or_parameters() {
    List<String> names = IntStream.range(0, 20).mapToObj(i -> "prod/" + i).toList();
    answer(batch().willReturn(Recorded.json(200, page(names, ""))));

    Map<SecretLocation, Outcome> outcomes = provider.fetchAll(unknown(names));

    assertThat(provider.batchSize()).isEqualTo(20);
    assertThat(outcomes)
        .hasSize(20)
        .allSatisfy((location, outcome) -> assertThat(outcome).isInstanceOf(Outcome.Fetched.class));
    assertThat(requests("BatchGetSecretValue"))
        .singleElement()
        .satisfies(
            request ->
                assertThat(request.getBodyAsString())
                    .startsWith("{\"SecretIdList\":[\"prod/0\"")
                    .endsWith("\"prod/19\"]}"));
    assertThat(requests("GetSecretValue")).isEmpty();
  }

  @Test
  void all_pages_are_read() {
    answer(
        batch()
            .withRequestBody(matchingJsonPath("$.NextToken", absent()))
            .willReturn(Recorded.json(200, page(List.of("a"), ",\"NextToken\":\"two\""))));
    answer(
        batch()
            .withRequestBody(matchingJsonPath("$.NextToken", equalTo("two")))
            .willReturn(Recorded.json(200, page(List.of("b"), ""))));

    Map<SecretLocation, Outcome> outcomes = provider.fetchAll(unknown(List.of("a", "b")));

    assertThat(outcomes.values())
        .hasSize(2)
        .allSatisfy(o -> assertThat(o).isInstanceOf(Outcome.Fetched.class));
    assertThat(requests("BatchGetSecretValue")).hasSize(2);
  }

  @Test
  void endless_pages_end() {
    answer(
        batch().willReturn(Recorded.json(200, page(List.of("a", "b"), ",\"NextToken\":\"more\""))));

    assertThat(provider.fetchAll(unknown(List.of("a", "b")))).hasSize(2);
    assertThat(requests("BatchGetSecretValue")).hasSize(20);
  }

  @Test
  @Witness(value = Row.ARN, kind = Witness.Kind.RECORDED)
  void an_arn_finds_its_answer_in_full_and_in_part() {
    String partial = Recorded.arn("a").replace("-AbCdEf", "");
    answer(batch().willReturn(Recorded.json(200, page(List.of("a", "b"), ""))));

    Map<SecretLocation, Outcome> outcomes =
        provider.fetchAll(unknown(List.of(partial, Recorded.arn("b"))));

    assertThat(outcomes.values())
        .allSatisfy(o -> assertThat(o).isInstanceOf(Outcome.Fetched.class));
    assertThat(requests("GetSecretValue")).isEmpty();
  }

  @Test
  @Witness(value = Row.BATCH, kind = Witness.Kind.RECORDED)
  void each_error_belongs_to_its_secret() {
    answer(
        batch()
            .willReturn(
                Recorded.json(
                    200,
                    page(List.of("there"), "")
                        .replace(
                            "\"Errors\":[]",
                            "\"Errors\":["
                                + error(
                                    "missing",
                                    "ResourceNotFoundException",
                                    "Secrets Manager can't find the specified secret.")
                                + ","
                                + error(
                                    "deleted",
                                    "InvalidRequestException",
                                    "because it was marked for deletion.")
                                + "]"))));

    Map<SecretLocation, Outcome> outcomes =
        provider.fetchAll(unknown(List.of("there", "missing", "deleted")));

    assertThat(outcomes.get(at("there"))).isInstanceOf(Outcome.Fetched.class);
    assertThat(kind(outcomes, "missing")).isEqualTo(Kind.NOT_FOUND);
    assertThat(kind(outcomes, "deleted")).isEqualTo(Kind.NOT_FOUND);
    assertThat(provider.batchSize()).isEqualTo(20);
  }

  /**
   * BatchGetSecretValue is none of the operations that AWS permits across accounts (Secrets Manager
   * User Guide, "Access AWS Secrets Manager secrets from a different account"), and says no stage
   * that a condition may want.
   */
  @Test
  @Witness(
      value = {Row.BATCH, Row.ACCOUNT},
      kind = Witness.Kind.RECORDED)
  void what_is_refused_in_a_batch_is_read_singly() {
    String arn = "arn:aws:secretsmanager:eu-west-1:999999999999:secret:prod/mailjet-AbCdEf";
    answer(
        batch()
            .willReturn(
                Recorded.json(
                    200,
                    page(List.of("there"), "")
                        .replace(
                            "\"Errors\":[]",
                            "\"Errors\":["
                                + error("refused", "AccessDeniedException", "is not authorized")
                                + ","
                                + error(arn, "ResourceNotFoundException", "can't find")
                                + "]"))));
    answer(single("refused").willReturn(Recorded.secret("refused", LeakGuard.canary().text())));
    answer(single(arn).willReturn(Recorded.secret("prod/mailjet", LeakGuard.canary().text())));

    Map<SecretLocation, Outcome> outcomes =
        provider.fetchAll(unknown(List.of("there", "refused", arn)));

    assertThat(outcomes.values())
        .hasSize(3)
        .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Fetched.class));
    assertThat(requests("GetSecretValue")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Witness(value = Row.ACCOUNT, kind = Witness.Kind.RECORDED)
  void a_name_is_not_taken_for_that_of_another_account(boolean ownFirst) {
    String foreign = Recorded.arn("prod/mailjet").replace("123456789012", "999999999999");
    String own = page(List.of("prod/mailjet"), "own", "");
    String other =
        page(List.of("prod/mailjet"), "foreign", "").replace("123456789012", "999999999999");
    answer(batch().willReturn(Recorded.json(200, ownFirst ? both(own, other) : both(other, own))));
    answer(single("prod/mailjet").willReturn(Recorded.secret("prod/mailjet", "own")));

    Map<SecretLocation, Outcome> outcomes =
        provider.fetchAll(unknown(List.of("prod/mailjet", foreign)));

    assertThat(text(outcomes, "prod/mailjet")).isEqualTo("own");
    assertThat(text(outcomes, foreign)).isEqualTo("foreign");
  }

  @Test
  void a_name_that_is_not_there_is_not_taken_for_that_of_another_account() {
    String foreign = Recorded.arn("prod/mailjet").replace("123456789012", "999999999999");
    answer(
        batch()
            .willReturn(
                Recorded.json(
                    200,
                    page(List.of("prod/mailjet"), "foreign", "")
                        .replace("123456789012", "999999999999")
                        .replace(
                            "\"Errors\":[]",
                            "\"Errors\":["
                                + error("prod/mailjet", "ResourceNotFoundException", "can't find")
                                + "]"))));

    Map<SecretLocation, Outcome> outcomes =
        provider.fetchAll(unknown(List.of("prod/mailjet", foreign)));

    assertThat(kind(outcomes, "prod/mailjet")).isEqualTo(Kind.NOT_FOUND);
    assertThat(text(outcomes, foreign)).isEqualTo("foreign");
  }

  private static String text(Map<SecretLocation, Outcome> outcomes, String rest) {
    return outcomes.get(at(rest)) instanceof Outcome.Fetched fetched
        ? fetched.bundle().secret(at(rest), "1").exposeString()
        : fail("%s was not fetched", rest);
  }

  /** The values of two answers in one. */
  private static String both(String one, String other) {
    String values = other.substring("{\"SecretValues\":[".length(), other.indexOf("],\"Errors"));
    return one.replace("],\"Errors", "," + values + "],\"Errors");
  }

  /** Who waits for the whole would give up with all that was answered. */
  @Test
  void what_takes_long_ends_before_whoever_waits_gives_up() {
    AtomicLong seconds = new AtomicLong();
    List<String> names = IntStream.range(0, 20).mapToObj(i -> "prod/" + i).toList();
    List<String> staged = names.stream().map(name -> name + "?stage=AWSPREVIOUS").toList();
    names.forEach(name -> answer(single(name).willReturn(Recorded.secret(name, "v"))));
    try (SecretProvider slow =
        new AwsSecretProviderFactory(() -> seconds.addAndGet(6) * 1_000_000_000)
            .create(Stores.aws(address()).build())) {
      Map<SecretLocation, Outcome> outcomes = slow.fetchAll(unknown(staged));

      assertThat(outcomes).hasSize(20);
      assertThat(outcomes.get(at(staged.get(0)))).isInstanceOf(Outcome.Fetched.class);
      assertThat(kind(outcomes, staged.get(19))).isEqualTo(Kind.UNAVAILABLE);
      assertThat(requests("GetSecretValue")).as("at 6 and at 12 seconds").hasSize(2);
    }
  }

  @Test
  void the_known_version_is_unchanged() {
    answer(batch().willReturn(Recorded.json(200, page(List.of("a", "b"), ""))));

    Map<SecretLocation, Outcome> outcomes =
        provider.fetchAll(
            Map.of(at("a"), Optional.of(Recorded.VERSION), at("b"), Optional.of(OTHER)));

    assertThat(outcomes.get(at("a"))).isInstanceOf(Outcome.Unchanged.class);
    assertThat(outcomes.get(at("b"))).isInstanceOf(Outcome.Fetched.class);
  }

  @Test
  void what_a_batch_cannot_express_is_read_singly() {
    answer(batch().willReturn(Recorded.json(200, page(List.of("a", "b"), ""))));
    answer(
        single("c")
            .withRequestBody(matchingJsonPath("$.VersionStage", equalTo("AWSPREVIOUS")))
            .willReturn(Recorded.secret("c", LeakGuard.canary().text())));

    Map<SecretLocation, Outcome> outcomes =
        provider.fetchAll(unknown(List.of("a", "b", "c?stage=AWSPREVIOUS")));

    assertThat(outcomes.values())
        .hasSize(3)
        .allSatisfy(o -> assertThat(o).isInstanceOf(Outcome.Fetched.class));
  }

  @Test
  void what_a_batch_does_not_answer_is_read_singly() {
    answer(batch().willReturn(Recorded.json(200, page(List.of("a"), ""))));
    answer(single("b").willReturn(Recorded.secret("b", LeakGuard.canary().text())));

    assertThat(provider.fetchAll(unknown(List.of("a", "b"))).get(at("b")))
        .isInstanceOf(Outcome.Fetched.class);
  }

  @Test
  @Witness(value = Row.SINGLY, kind = Witness.Kind.RECORDED)
  void where_batches_are_not_permitted_that_is_learned_once() {
    answer(batch().willReturn(Recorded.ACCESS_DENIED));
    answer(single("a").willReturn(Recorded.secret("a", LeakGuard.canary().text())));
    answer(single("b").willReturn(Recorded.NOT_FOUND));

    Map<SecretLocation, Outcome> outcomes = provider.fetchAll(unknown(List.of("a", "b")));
    provider.fetchAll(unknown(List.of("a", "b")));

    assertThat(outcomes.get(at("a"))).isInstanceOf(Outcome.Fetched.class);
    assertThat(kind(outcomes, "b")).isEqualTo(Kind.NOT_FOUND);
    assertThat(requests("BatchGetSecretValue")).hasSize(1);
    assertThat(provider.batchSize()).isEqualTo(1);
  }

  @Test
  void a_refused_credential_does_not_end_batches() {
    answer(Recorded.error(400, "ExpiredTokenException", "The security token has expired"));

    Map<SecretLocation, Outcome> outcomes = provider.fetchAll(unknown(List.of("a", "b")));

    assertThat(kind(outcomes, "a")).isEqualTo(Kind.ACCESS_DENIED);
    assertThat(provider.batchSize()).isEqualTo(20);
  }

  @Test
  void a_throttled_batch_is_not_asked_again_singly() {
    answer(batch().willReturn(Recorded.error(400, "ThrottlingException", "Rate exceeded")));

    Map<SecretLocation, Outcome> outcomes = provider.fetchAll(unknown(List.of("a", "b")));

    assertThat(kind(outcomes, "a")).isEqualTo(Kind.UNAVAILABLE);
    assertThat(kind(outcomes, "b")).isEqualTo(Kind.UNAVAILABLE);
    assertThat(requests("GetSecretValue")).isEmpty();
    assertThat(provider.batchSize()).isEqualTo(20);
  }

  /** 20 of 64 KiB: more than is read of an answer. */
  @Test
  @Witness(value = Row.PARTS, kind = Witness.Kind.RECORDED)
  void a_batch_that_is_too_large_is_halved_and_later_ones_are_as_large_as_fit() {
    List<String> names = IntStream.range(0, 20).mapToObj(i -> "prod/" + i).toList();
    String large = LeakGuard.canary().text() + "x".repeat(64 * 1024 - 100);
    answerBatches(20, names, large);
    answerBatches(16, names.subList(0, 16), large);
    answerBatches(10, names.subList(0, 10), large);
    answerBatches(10, names.subList(10, 20), large);
    answerBatches(4, names.subList(16, 20), large);

    assertAllFetched(provider.fetchAll(unknown(names)));
    assertThat(requests("BatchGetSecretValue")).as("a whole and its halves").hasSize(3);
    assertAllFetched(provider.fetchAll(unknown(names)));
    assertAllFetched(provider.fetchAll(unknown(names)));

    assertThat(requests("BatchGetSecretValue")).as("two more of each look").hasSize(3 + 2 * 2);
    assertThat(requests("GetSecretValue")).isEmpty();
    assertThat(provider.batchSize()).isEqualTo(20);
  }

  @Test
  @Witness(value = Row.PARTS, kind = Witness.Kind.RECORDED)
  void one_secret_that_is_too_large_is_remembered_and_spoils_no_batch() {
    List<String> names = List.of("a", "b", "c", "huge");
    String huge = LeakGuard.canary().text() + "x".repeat(Exchange.MAX_BYTES);
    answerBatches(4, names, huge);
    answerBatches(2, List.of("a", "b"), "small");
    answerBatches(2, List.of("c", "huge"), huge);
    answerBatches(3, List.of("a", "b", "c"), "small");
    answer(single("c").willReturn(Recorded.secret("c", LeakGuard.canary().text())));
    answer(single("huge").willReturn(Recorded.secret("huge", huge)));

    Map<SecretLocation, Outcome> first = provider.fetchAll(unknown(names));
    assertThat(requests("BatchGetSecretValue")).hasSize(3);
    Map<SecretLocation, Outcome> second = provider.fetchAll(unknown(names));

    assertThat(requests("BatchGetSecretValue")).as("one more").hasSize(4);
    assertThat(requests("GetSecretValue")).as("c once, the huge one twice").hasSize(3);
    for (Map<SecretLocation, Outcome> outcomes : List.of(first, second)) {
      assertThat(kind(outcomes, "huge")).isEqualTo(Kind.FORMAT);
      assertThat(outcomes.get(at("a"))).isInstanceOf(Outcome.Fetched.class);
      assertThat(outcomes.get(at("c"))).isInstanceOf(Outcome.Fetched.class);
    }
  }

  /** What is asked for is exactly these, as many as that. */
  private static void answerBatches(int count, List<String> names, String text) {
    answer(
        batch()
            .withRequestBody(matchingJsonPath("$.SecretIdList[0]", equalTo(names.get(0))))
            .withRequestBody(
                matchingJsonPath(
                    "$.SecretIdList[" + (count - 1) + "]", equalTo(names.get(count - 1))))
            .withRequestBody(matchingJsonPath("$[?(@.SecretIdList.length() == " + count + ")]"))
            .willReturn(Recorded.json(200, page(names, text, ""))));
  }

  private static void assertAllFetched(Map<SecretLocation, Outcome> outcomes) {
    assertThat(outcomes.values())
        .hasSize(20)
        .allSatisfy(o -> assertThat(o).isInstanceOf(Outcome.Fetched.class));
  }

  private static SecretLocation at(String rest) {
    return SecretLocation.relative("aws", rest);
  }

  private static Map<SecretLocation, Optional<String>> unknown(List<String> rests) {
    Map<SecretLocation, Optional<String>> known = new LinkedHashMap<>();
    rests.forEach(rest -> known.put(at(rest), Optional.empty()));
    return known;
  }

  private static Kind kind(Map<SecretLocation, Outcome> outcomes, String rest) {
    return outcomes.get(at(rest)) instanceof Outcome.Failed failed
        ? failed.exception().kind()
        : fail("%s has not failed", rest);
  }

  private static String page(List<String> names, String more) {
    return page(names, LeakGuard.canary().text(), more);
  }

  private static String page(List<String> names, String text, String more) {
    return names.stream()
        .map(
            name ->
                "{\"ARN\":\""
                    + Recorded.arn(name)
                    + "\",\"Name\":\""
                    + name
                    + "\",\"VersionId\":\""
                    + Recorded.VERSION
                    + "\",\"SecretString\":\""
                    + text
                    + "\",\"VersionStages\":[\"AWSCURRENT\"],\"CreatedDate\":1.7E9}")
        .collect(Collectors.joining(",", "{\"SecretValues\":[", "],\"Errors\":[]" + more + "}"));
  }

  private static String error(String id, String code, String message) {
    return "{\"SecretId\":\""
        + id
        + "\",\"ErrorCode\":\""
        + code
        + "\",\"Message\":\""
        + message
        + "\"}";
  }
}
