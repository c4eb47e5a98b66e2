package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When credentials are asked for again: near their end, with what their token file then has. */
final class AwsRenewalTest extends WireMockTest {
  private static final Duration A_DAY = Duration.ofDays(1);
  private static final Duration TO_BE_RENEWED = Duration.ofMinutes(10);
  private static final Duration ALMOST_OVER = Duration.ofSeconds(30);
  private static final String LOGIN = "Action=AssumeRoleWithWebIdentity";
  private static final String INSTANCE = "/latest/meta-data/iam/security-credentials/";

  @TempDir private Path home;

  private final List<String> properties = new ArrayList<>();
  private Path token;

  @BeforeEach
  void prepare() throws IOException {
    answer(Recorded.secret("prod/mailjet", LeakGuard.canary().text()));
    token = Files.writeString(home.resolve("token"), LeakGuard.canary().text());
  }

  @AfterEach
  void forgetProperties() {
    properties.forEach(System::clearProperty);
  }

  private void set(String property, Object value) {
    properties.add(property);
    System.setProperty(property, value.toString());
  }

  @Test
  void good_credentials_of_the_container_are_asked_for_once() {
    set("aws.containerCredentialsFullUri", address() + "/who");
    containerGives("ASIAFIRST", A_DAY);

    try (SecretProvider store = ofThePlatform()) {
      store.fetch(MAILJET);
      store.fetch(MAILJET);
    }

    assertThat(requests(getRequestedFor(urlPathEqualTo("/who")))).hasSize(1);
  }

  @Test
  @Witness(
      value = {Row.POD_IDENTITY, Row.RENEWED},
      kind = Witness.Kind.RECORDED)
  void credentials_near_their_end_are_asked_for_with_the_token_that_the_file_then_has()
      throws IOException {
    set("aws.containerCredentialsFullUri", address() + "/who");
    set("aws.containerAuthorizationTokenFile", token);
    String first = Files.readString(token);
    String second = LeakGuard.canary().text();

    try (SecretProvider store = ofThePlatform()) {
      containerGives("ASIAFIRST", ALMOST_OVER);
      store.fetch(MAILJET);
      Files.writeString(token, second);
      containerGives("ASIASECOND", A_DAY);
      store.fetch(MAILJET);
    }

    assertThat(signers()).containsExactly("ASIAFIRST/eu-west-1", "ASIASECOND/eu-west-1");
    assertThat(requests(getRequestedFor(urlPathEqualTo("/who"))))
        .extracting(request -> request.getHeader("Authorization"))
        .containsExactly(first, second);
  }

  @Test
  void while_the_container_is_away_old_credentials_serve() {
    set("aws.containerCredentialsFullUri", address() + "/who");

    try (SecretProvider store = ofThePlatform()) {
      containerGives("ASIAFIRST", TO_BE_RENEWED);
      store.fetch(MAILJET);
      containerIsAway();
      store.fetch(MAILJET);
    }

    assertThat(signers()).containsExactly("ASIAFIRST/eu-west-1", "ASIAFIRST/eu-west-1");
  }

  /** The SDK takes what comes too late for a second, so that it does not ask all the time. */
  @Test
  @Witness(value = Row.RENEWED, kind = Witness.Kind.RECORDED)
  void while_the_container_is_away_credentials_that_end_do_not_serve() {
    set("aws.containerCredentialsFullUri", address() + "/who");

    try (SecretProvider store = ofThePlatform()) {
      containerGives("ASIAFIRST", ALMOST_OVER);
      store.fetch(MAILJET);
      containerIsAway();

      assertThatThrownBy(() -> readFor(store, ALMOST_OVER))
          .isExactlyInstanceOf(SecretUnavailableException.class)
          .hasMessageContaining("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    }
  }

  private static void containerIsAway() {
    answer(get(urlPathEqualTo("/who")).willReturn(aResponse().withStatus(500)));
  }

  private static void readFor(SecretProvider store, Duration time) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < time.toNanos()) {
      store.fetch(MAILJET);
    }
  }

  /** Better old ones than none: AWS refuses them if it must. */
  @Test
  @Witness(value = Row.RENEWED, kind = Witness.Kind.RECORDED)
  void the_instances_credentials_are_used_past_their_end_until_it_has_new_ones() {
    set("aws.ec2MetadataServiceEndpoint", address());
    answer(any(urlPathEqualTo("/latest/api/token")).willReturn(aResponse().withBody("session")));
    answer(get(urlPathEqualTo(INSTANCE)).willReturn(aResponse().withBody("role")));
    instanceGives("ASIAOLD", Duration.ofSeconds(-10));

    try (SecretProvider store = ofThePlatform()) {
      store.fetch(MAILJET);
      store.fetch(MAILJET);
    }

    assertThat(signers()).containsExactly("ASIAOLD/eu-west-1", "ASIAOLD/eu-west-1");
  }

  @Test
  @Witness(value = Row.RENEWED, kind = Witness.Kind.RECORDED)
  void a_role_by_web_identity_is_asked_for_with_the_token_that_the_file_then_has()
      throws IOException {
    Path config =
        Files.writeString(
            home.resolve("config"),
            "[profile web]\nrole_arn = arn:aws:iam::123456789012:role/keyturn\n"
                + ("web_identity_token_file = " + token + "\n"));
    set("aws.configFile", config);
    set("aws.sharedCredentialsFile", home.resolve("none"));
    set("aws.endpointUrlSts", address());
    String second = LeakGuard.canary().text();

    try (SecretProvider store = ofProfile("web")) {
      stsGives("ASIAFIRST", ALMOST_OVER);
      store.fetch(MAILJET);
      Files.writeString(token, second);
      stsGives("ASIASECOND", A_DAY);
      store.fetch(MAILJET);
      store.fetch(MAILJET);
    }

    assertThat(signers())
        .containsExactly("ASIAFIRST/eu-west-1", "ASIASECOND/eu-west-1", "ASIASECOND/eu-west-1");
    assertThat(requests(postRequestedFor(urlPathEqualTo("/")).withRequestBody(containing(LOGIN))))
        .hasSize(2)
        .last()
        .extracting(request -> request.getBodyAsString())
        .asString()
        .contains(second);
  }

  private static void containerGives(String id, Duration left) {
    answer(
        get(urlPathEqualTo("/who"))
            .willReturn(ChildProcessTest.container(id, Instant.now().plus(left))));
  }

  private static void instanceGives(String id, Duration left) {
    answer(
        get(urlPathEqualTo(INSTANCE + "role"))
            .willReturn(ChildProcessTest.container(id, Instant.now().plus(left))));
  }

  private static void stsGives(String id, Duration left) {
    answer(
        post(urlPathEqualTo("/"))
            .withRequestBody(containing(LOGIN))
            .willReturn(
                aResponse()
                    .withHeader("Content-Type", "text/xml")
                    .withBody(
                        """
                        <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                          <AssumeRoleWithWebIdentityResult><Credentials>
                            <AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey>
                            <SessionToken>%s</SessionToken><Expiration>%s</Expiration>
                          </Credentials></AssumeRoleWithWebIdentityResult>
                        </AssumeRoleWithWebIdentityResponse>"""
                            .formatted(
                                id,
                                LeakGuard.canary().text(),
                                LeakGuard.canary().text(),
                                Instant.now().plus(left)))));
  }

  /** A store of another id than aws: what this process finds besides does not count. */
  private static SecretProvider ofThePlatform() {
    return store(ProviderSettings.builder("aws-eu"));
  }

  private static SecretProvider ofProfile(String name) {
    return store(ProviderSettings.builder("aws").text(AwsKeys.PROFILE, name));
  }

  private static SecretProvider store(ProviderSettings.Builder settings) {
    return new AwsSecretProviderFactory()
        .create(
            settings.text(AwsKeys.REGION, Stores.REGION).text(AwsKeys.ENDPOINT, address()).build());
  }
}
