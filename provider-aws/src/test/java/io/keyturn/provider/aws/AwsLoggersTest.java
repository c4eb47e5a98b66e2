package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which loggers of the SDK tell a credential that is malformed where the SDK finds it, so that
 * {@code docs/providers/aws.md} names all of them; each test is a process that logs everything.
 */
final class AwsLoggersTest extends WireMockTest {
  private static final String CACHE = "software.amazon.awssdk.utils.cache.CachedSupplier";
  private static final String FILES = "software.amazon.awssdk.profiles.internal.ProfileFileReader";
  private static final String RETRIES =
      "software.amazon.awssdk.retries.internal.DefaultStandardRetryStrategy";
  private static final Pattern EVENT =
      Pattern.compile("^event (\\S+) (.*?)(?=^event |\\z)", Pattern.DOTALL | Pattern.MULTILINE);

  @TempDir private Path home;

  private final Map<String, String> environment = new HashMap<>();
  private final String key = LeakGuard.canary().text();
  private final String token = LeakGuard.canary().text();

  @BeforeEach
  void prepare() {
    answer(Recorded.secret("prod/mailjet", LeakGuard.canary().text()));
    environment.put("AWS_REGION", Stores.REGION);
    environment.put("AWS_ENDPOINT_URL", address());
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
    environment.put("AWS_CONFIG_FILE", home.resolve("config").toString());
    environment.put("AWS_SHARED_CREDENTIALS_FILE", home.resolve("credentials").toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'AccessKeyId':'AKIA','SecretAccessKey':KEY,'Token':'TOKEN'}",
        "{'AccessKeyId':'AKIA','SecretAccessKey':'KEY','Token':'TOKEN','Expiration':'TOKEN'}",
        "TOKEN"
      })
  void a_malformed_answer_of_the_container_is_told_by_the_cache(String answer) throws Exception {
    environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", address() + "/who");
    answer(get(urlPathMatching("/who")).willReturn(Recorded.json(200, filled(answer))));

    assertThat(tellers()).containsExactly(CACHE);
    assertThat(tellers(CACHE)).isEmpty();
  }

  /** The JDK quotes the header that it refuses. */
  @Test
  void a_line_break_in_the_token_file_of_the_container_is_told_by_the_cache() throws Exception {
    environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", address() + "/who");
    environment.put(
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        Files.writeString(home.resolve("token"), token + "\n").toString());

    assertThat(tellers()).containsExactly(CACHE);
    assertThat(tellers(CACHE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'Code':'Success','AccessKeyId':'AKIA','SecretAccessKey':KEY,'Token':'TOKEN'}",
        "{'Code':'Success','AccessKeyId':'AKIA','SecretAccessKey':'KEY','Token':'TOKEN','Expiration':'TOKEN'}"
      })
  void a_malformed_answer_of_the_instance_is_told_by_the_cache(String answer) throws Exception {
    environment.remove("AWS_EC2_METADATA_DISABLED");
    environment.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", address());
    answer(put(urlPathMatching("/latest/api/token")).willReturn(aResponse().withBody("session")));
    answer(
        get(urlPathMatching("/latest/meta-data/iam/.*/")).willReturn(aResponse().withBody("role")));
    answer(
        get(urlPathMatching("/latest/meta-data/iam/.*/role"))
            .willReturn(Recorded.json(200, filled(answer))));

    assertThat(tellers()).containsExactly(CACHE);
    assertThat(tellers(CACHE)).isEmpty();
  }

  @Test
  void a_malformed_answer_of_sts_is_told_by_the_cache_and_the_retries() throws Exception {
    environment.put("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/keyturn");
    environment.put(
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        Files.writeString(home.resolve("token"), LeakGuard.canary().text()).toString());
    String answer =
        """
        <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <AssumeRoleWithWebIdentityResult><Credentials>
            <AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>%s</SecretAccessKey>
            <SessionToken>%s</SessionToken><Expiration>%s</Expiration>
          </Credentials></AssumeRoleWithWebIdentityResult>
        </AssumeRoleWithWebIdentityResponse>"""
            .formatted(key, token, token);
    answer(
        post(urlPathMatching("/"))
            .withRequestBody(containing("Action=AssumeRoleWithWebIdentity"))
            .willReturn(aResponse().withHeader("Content-Type", "text/xml").withBody(answer)));

    assertThat(tellers()).containsExactly(RETRIES, CACHE);
    assertThat(tellers(RETRIES, CACHE)).isEmpty();
  }

  /** By this the token would be two lines of a header; Keyturn, the JDK and the SDK keep quiet. */
  @Test
  void a_token_with_a_line_break_is_told_by_nobody() throws Exception {
    environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", address() + "/who");
    String answer =
        "{'AccessKeyId':'AKIA','SecretAccessKey':'KEY','Token':'TOKEN\\nTOKEN','Expiration':'2999-01-01T00:00:00Z'}";
    answer(get(urlPathMatching("/who")).willReturn(Recorded.json(200, filled(answer))));

    assertThat(tellers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo '{\"Version\":1,\"AccessKeyId\":\"AKIA\",\"SecretAccessKey\":KEY}'",
        "echo '{\"Version\":1,\"AccessKeyId\":\"AKIA\",\"SecretAccessKey\":\"KEY\",\"Expiration\":\"TOKEN\"}'",
        "echo TOKEN",
        "echo TOKEN >&2; exit 1"
      })
  void what_a_failing_credential_process_prints_is_told_by_the_cache(String script)
      throws Exception {
    Path command =
        Files.writeString(
            home.resolve("command"), script.replace("KEY", key).replace("TOKEN", token));
    Files.writeString(
        home.resolve("config"), "[default]\ncredential_process = sh " + command + "\n");

    assertThat(tellers()).containsExactly(CACHE);
    assertThat(tellers(CACHE)).isEmpty();
  }

  @Test
  void a_line_of_a_profile_that_is_none_is_told_by_its_reader() throws Exception {
    Files.writeString(
        home.resolve("credentials"),
        "[default]\naws_access_key_id = AKIA\naws_secret_access_key = %s\n%s* =\n%s =\n"
            .formatted(LeakGuard.canary().text(), key, token));

    assertThat(tellers()).containsExactly(FILES);
    assertThat(tellers(FILES)).isEmpty();
  }

  @Test
  @Witness(value = Row.SECRECY, kind = Witness.Kind.RECORDED)
  void the_page_names_all_of_them() throws IOException {
    assertThat(Path.of("..", "docs", "providers", "aws.md"))
        .content()
        .contains(
            Stream.of(CACHE, FILES, RETRIES).map("logging.level.%s = ERROR"::formatted).toList());
  }

  private String filled(String json) {
    return json.replace('\'', '"').replace("KEY", key).replace("TOKEN", token);
  }

  /** The loggers that tell a canary, while some tell errors only; nothing else may tell one. */
  private Set<String> tellers(String... quiet) throws IOException {
    String output =
        AwsProbe.output(environment, List.of("-Dlogback.configurationFile=" + log(quiet)), "aws");
    Set<String> tellers = new TreeSet<>();
    Matcher event = EVENT.matcher(output);
    while (event.find()) {
      if (tells(event.group(2))) {
        tellers.add(event.group(1));
      }
    }
    LeakGuard.check(event.replaceAll(""));
    assertThat(output).contains(AwsProbe.RESULT, "event software.amazon.awssdk");
    return tellers;
  }

  private static boolean tells(String text) {
    try {
      LeakGuard.check(text);
      return false;
    } catch (AssertionError e) {
      return true;
    }
  }

  private Path log(String... quiet) throws IOException {
    StringBuilder loggers = new StringBuilder();
    for (String name : quiet) {
      loggers.append("<logger name='%s' level='ERROR'/>".formatted(name));
    }
    return Files.writeString(
        home.resolve("logback.xml"),
        """
        <configuration>
          <appender name='out' class='ch.qos.logback.core.ConsoleAppender'>
            <encoder><pattern>event %logger %msg%n%ex</pattern></encoder>
          </appender>
          <root level='TRACE'><appender-ref ref='out'/></root>
        """
            + loggers
            + "</configuration>");
  }
}
