package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.DeadAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store takes from the environment of its process; each test is a process of its own. */
final class AwsEnvironmentTest extends WireMockTest {
  @TempDir private Path home;

  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void prepare() throws IOException {
    answer(Recorded.secret("prod/mailjet", LeakGuard.canary().text()));
    Path credentials = home.resolve("credentials");
    Files.writeString(
        credentials,
        "[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = "
            + LeakGuard.canary().text()
            + "\n[team]\naws_access_key_id = AKIATEAM\naws_secret_access_key = "
            + LeakGuard.canary().text()
            + "\n");
    Path config = home.resolve("config");
    Files.writeString(
        config, "[default]\nregion = us-west-1\n[profile team]\nregion = us-west-2\n");
    environment.put("AWS_SHARED_CREDENTIALS_FILE", credentials.toString());
    environment.put("AWS_CONFIG_FILE", config.toString());
    environment.put("AWS_ENDPOINT_URL", address());
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
  }

  private void keysInEnvironment() {
    environment.put("AWS_REGION", "eu-central-1");
    environment.put("AWS_ACCESS_KEY_ID", "AKIAENV");
    environment.put("AWS_SECRET_ACCESS_KEY", LeakGuard.canary().text());
    environment.put("AWS_SESSION_TOKEN", LeakGuard.canary().text());
  }

  @Test
  void the_store_aws_takes_region_endpoint_and_keys() throws Exception {
    keysInEnvironment();

    assertThat(run("aws")).isEqualTo("fetched");
    assertThat(signed()).contains("AKIAENV/").contains("/eu-central-1/");
  }

  @Test
  void the_store_aws_takes_the_profile() throws Exception {
    environment.put("AWS_PROFILE", "team");

    assertThat(run("aws")).isEqualTo("fetched");
    assertThat(signed()).contains("AKIATEAM/").contains("/us-west-2/");
  }

  @Test
  void a_profile_in_the_settings_is_above_the_environment() throws Exception {
    environment.put("AWS_PROFILE", "default");

    assertThat(run("aws", "profile=team")).isEqualTo("fetched");
    assertThat(signed()).contains("AKIATEAM/").contains("/us-west-2/");
  }

  @Test
  void another_store_takes_no_region() throws Exception {
    keysInEnvironment();

    assertThat(run("aws-eu"))
        .isEqualTo(
            "IllegalArgumentException: region is missing: set it here, or in the profile named here");
  }

  @Test
  void another_store_takes_no_keys() throws Exception {
    keysInEnvironment();

    assertThat(run("aws-eu", "region=eu-west-3", "endpoint=" + address()))
        .startsWith("SecretUnavailableException: ")
        .contains("the AWS SDK found no credentials");
    assertThat(requests("GetSecretValue")).isEmpty();
  }

  @Test
  void another_store_takes_no_endpoint() throws Exception {
    keysInEnvironment();

    assertThat(run("aws-eu", "profile=team")).startsWith("Secret");
    assertThat(requests("GetSecretValue")).isEmpty();
  }

  @Test
  void another_store_takes_its_own_profile() throws Exception {
    keysInEnvironment();

    assertThat(run("aws-eu", "profile=team", "endpoint=" + address())).isEqualTo("fetched");
    assertThat(signed()).contains("AKIATEAM/").contains("/us-west-2/");
  }

  @Test
  void another_store_is_who_its_container_is() throws Exception {
    environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", address() + "/who");
    answer(
        get(urlPathEqualTo("/who"))
            .willReturn(
                Recorded.json(
                    200,
                    "{\"AccessKeyId\":\"AKIACONTAINER\",\"SecretAccessKey\":\""
                        + LeakGuard.canary().text()
                        + "\",\"Token\":\""
                        + LeakGuard.canary().text()
                        + "\",\"Expiration\":\"2999-01-01T00:00:00Z\"}")));

    assertThat(run("aws-eu", "region=eu-west-3", "endpoint=" + address())).isEqualTo("fetched");
    assertThat(signed()).contains("AKIACONTAINER/");
  }

  @Test
  void a_metadata_service_that_says_nothing_costs_a_few_seconds() throws Exception {
    try (DeadAddress hung = DeadAddress.hung()) {
      environment.remove("AWS_EC2_METADATA_DISABLED");
      environment.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", hung.address().toString());

      long start = System.nanoTime();
      assertThat(run("aws-eu", "region=eu-west-3", "endpoint=" + address()))
          .contains("the AWS SDK found no credentials");

      assertThat((System.nanoTime() - start) / 1_000_000_000).isLessThan(30);
    }
  }

  private String signed() {
    return requests("GetSecretValue").get(0).getHeader("Authorization");
  }

  /** Runs {@link AwsProbe}, whose log goes to its output, and returns the last line. */
  private String run(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), AwsProbe.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    LeakGuard.check(output);
    if (output.contains("fetched")) {
      assertThat(output).as("the log of the SDK").contains("DEBUG software.amazon.awssdk");
    }
    return output.strip().lines().reduce("", (before, line) -> line);
  }
}
