package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.DeadAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stores take from the environment of their process; each test is a process of its own. */
final class AwsEnvironmentTest extends ChildProcessTest {
  @TempDir private Path home;

  @BeforeEach
  void prepare() throws IOException {
    answer(Recorded.secret("prod/mailjet", LeakGuard.canary().text()));
    Path credentials =
        Files.writeString(
            home.resolve("credentials"),
            keys("default", "AKIADEFAULT") + keys("team", "AKIATEAM") + keys("more", "AKIAMORE"));
    Path config =
        Files.writeString(
            home.resolve("config"),
            "[default]\nregion = us-west-1\n[profile team]\nregion = us-west-2\n[profile more]\nregion = ca-west-1\n");
    environment.put("AWS_SHARED_CREDENTIALS_FILE", credentials.toString());
    environment.put("AWS_CONFIG_FILE", config.toString());
    environment.put("AWS_ENDPOINT_URL", address());
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
  }

  private static String keys(String profile, String id) {
    return "[%s]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
        .formatted(profile, id, LeakGuard.canary().text());
  }

  @Test
  void keys_region_and_endpoint_are_for_the_store_aws() throws Exception {
    try (DeadAddress other = DeadAddress.refusing()) {
      environment.put("AWS_ENDPOINT_URL", other.address().toString());
      environment.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", address());
      environment.put("AWS_REGION", "eu-central-1");
      environment.put("AWS_ACCESS_KEY_ID", "AKIAENV");
      environment.put("AWS_SECRET_ACCESS_KEY", LeakGuard.canary().text());
      environment.put("AWS_SESSION_TOKEN", LeakGuard.canary().text());

      List<String> results =
          run(
              "aws",
              "aws-eu",
              "aws-eu region=eu-west-3 endpoint=" + address(),
              "aws-eu profile=team",
              "aws-eu profile=more endpoint=" + address());

      assertThat(results.get(0)).isEqualTo(FETCHED);
      assertThat(results.get(1))
          .isEqualTo(
              "IllegalArgumentException: region is missing: set it here, or in the profile named here");
      assertThat(results.get(2)).contains("the AWS SDK found no credentials");
      assertThat(results.get(3)).as("AWS itself is asked").startsWith("Secret");
      assertThat(results.get(4)).isEqualTo(FETCHED);
      assertThat(signers()).containsExactly("AKIAENV/eu-central-1", "AKIAMORE/ca-west-1");
    }
  }

  @Test
  @Witness(
      value = {Row.PROFILE, Row.CONTAINER},
      kind = Witness.Kind.RECORDED)
  void the_profile_is_for_the_store_aws_and_the_container_for_all() throws Exception {
    environment.put("AWS_PROFILE", "team");
    environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", address() + "/who");
    answer(get(urlPathEqualTo("/who")).willReturn(container()));

    assertThat(run("aws", "aws profile=more", "aws-eu region=eu-west-3 endpoint=" + address()))
        .containsExactly(FETCHED, FETCHED, FETCHED);
    assertThat(signers())
        .containsExactly("AKIATEAM/us-west-2", "AKIAMORE/ca-west-1", "AKIACONTAINER/eu-west-3");
  }

  @Test
  void who_finds_no_credentials_is_told_where_they_were_looked_for() throws Exception {
    environment.put("AWS_SHARED_CREDENTIALS_FILE", home.resolve("none").toString());

    assertThat(run("aws", "aws-eu region=eu-west-3 endpoint=" + address()))
        .satisfiesExactly(
            aws ->
                assertThat(aws)
                    .contains(
                        "the AWS SDK found no credentials; requests are signed with the first found"
                            + " of system properties, AWS_ACCESS_KEY_ID, web identity, profile,"
                            + " container, instance."),
            other ->
                assertThat(other)
                    .contains(
                        "the AWS SDK found no credentials; requests are signed with the first found"
                            + " of web identity, container, instance."));
  }

  @Test
  void a_profile_that_is_nowhere_is_refused_for_the_store_aws() throws Exception {
    environment.put("AWS_PROFILE", "nope");

    assertThat(
            run(
                "aws region=eu-west-3",
                "aws profile=team",
                "aws-eu profile=team endpoint=" + address()))
        .containsExactly(
            "IllegalArgumentException: AWS_PROFILE is in none of the AWS configuration files"
                + " (~/.aws/config, ~/.aws/credentials)",
            FETCHED,
            FETCHED);
  }

  private static ResponseDefinitionBuilder container() {
    return container("AKIACONTAINER", Instant.parse("2999-01-01T00:00:00Z"));
  }

  @Test
  @Witness(value = Row.WEB_IDENTITY, kind = Witness.Kind.REAL)
  void web_identity_is_above_the_profile() throws Exception {
    Path token = Files.writeString(home.resolve("token"), LeakGuard.canary().text());
    environment.put("AWS_WEB_IDENTITY_TOKEN_FILE", token.toString());
    environment.put("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/keyturn");
    answer(
        post(urlPathEqualTo("/"))
            .withRequestBody(containing("Action=AssumeRoleWithWebIdentity"))
            .willReturn(aResponse().proxiedFrom(Servers.moto().address().toString())));

    assertThat(run("aws")).containsExactly(FETCHED);
    assertThat(signers()).singleElement().asString().matches("ASIA\\w+/us-west-1");
  }

  @Test
  @Witness(value = Row.PROFILE, kind = Witness.Kind.REAL)
  void a_profiles_role_is_assumed_by_the_source_that_it_names() throws Exception {
    Files.writeString(
        home.resolve("config"),
        role("by-environment", "Environment") + role("by-ecs", "EcsContainer"));
    environment.put("AWS_REGION", "eu-central-1");
    environment.put("AWS_ACCESS_KEY_ID", "AKIAENV");
    environment.put("AWS_SECRET_ACCESS_KEY", LeakGuard.canary().text());
    environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", address() + "/who");
    answer(get(urlPathEqualTo("/who")).willReturn(container()));
    answer(
        post(urlPathEqualTo("/"))
            .withRequestBody(containing("Action=AssumeRole&"))
            .willReturn(aResponse().proxiedFrom(Servers.moto().address().toString())));

    assertThat(run("aws profile=by-environment", "aws profile=by-ecs"))
        .containsExactly(FETCHED, FETCHED);
    assertThat(signers())
        .hasSize(2)
        .allSatisfy(signer -> assertThat(signer).matches("ASIA\\w+/eu-central-1"));
    assertThat(assumers()).containsExactly("AKIAENV", "AKIACONTAINER");
  }

  private static String role(String profile, String source) {
    return "[profile %s]\nrole_arn = arn:aws:iam::123456789012:role/keyturn\ncredential_source = %s\n"
        .formatted(profile, source);
  }

  /** Key id of each request for a role. */
  private static List<String> assumers() {
    return requests(
            postRequestedFor(urlPathEqualTo("/")).withRequestBody(containing("Action=AssumeRole&")))
        .stream()
        .map(request -> request.getHeader("Authorization").split("[=/]"))
        .map(parts -> parts[1])
        .toList();
  }

  @Test
  void a_metadata_service_that_says_nothing_costs_a_few_seconds() throws Exception {
    try (DeadAddress hung = DeadAddress.hung()) {
      environment.remove("AWS_EC2_METADATA_DISABLED");
      environment.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", hung.address().toString());

      long start = System.nanoTime();
      assertThat(run("aws-eu region=eu-west-3 endpoint=" + address()))
          .singleElement()
          .asString()
          .contains("the AWS SDK found no credentials");

      assertThat((System.nanoTime() - start) / 1_000_000_000).isLessThan(30);
    }
  }
}
