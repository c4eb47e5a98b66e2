package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.ConnectProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a proxy is asked, and for what: a request never leaves this machine. */
final class ProxyTest extends WireMockTest {
  private static final String AWS = "CONNECT secretsmanager.eu-west-1.amazonaws.com:443 HTTP/1.1";

  private ConnectProxy proxy;

  @BeforeEach
  void open() throws IOException {
    proxy = new ConnectProxy();
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
  }

  @Test
  void an_endpoint_of_http_is_asked_through_it() {
    answer(Recorded.secret(MAILJET.path(), LeakGuard.canary().text()));
    ProviderSettings.Builder settings =
        Stores.aws("http://sm.example.internal").text(AwsKeys.PROXY, address());
    try (SecretProvider store = new AwsSecretProviderFactory().create(settings.build())) {
      assertThat(store.fetch(MAILJET).version()).contains(Recorded.VERSION);
    }

    assertThat(requests("GetSecretValue").get(0).getHeader("Host"))
        .isEqualTo("sm.example.internal");
  }

  @Test
  @Witness(value = Row.UNUSABLE_PROXY, kind = Witness.Kind.REQUEST)
  void a_key_that_cannot_be_used_is_refused_whatever_is_asked() {
    ProviderSettings settings =
        Stores.aws("http://127.0.0.1:1").text(AwsKeys.PROXY, "https://p:1").build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AwsSecretProviderFactory().create(settings))
        .withMessage("proxy is not an address such as http://proxy:3128");
  }

  // ---- by variables, each in a process of its own

  @Test
  @Witness(value = Row.PROXY, kind = Witness.Kind.REQUEST)
  void the_process_has_its_own_for_https() throws IOException {
    assertThat(run(Map.of("HTTPS_PROXY", proxy.address()))).startsWith("SecretUnavailable");
    assertThat(proxy.asked()).isNotEmpty().containsOnly(AWS);
  }

  @Test
  void one_for_http_is_none_for_https() throws IOException {
    assertThat(run(Map.of("HTTP_PROXY", proxy.address(), "HTTPS_PROXY", "http://127.0.0.1:1")))
        .startsWith("SecretUnavailable");
    assertThat(proxy.asked()).isEmpty();
  }

  /** Its name is that of this machine here, and nothing listens there. */
  @Test
  @Witness(value = Row.NO_PROXY, kind = Witness.Kind.RECORDED)
  void what_no_proxy_names_is_asked_directly(@TempDir Path folder) throws IOException {
    Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 sm.example.internal\n");
    String output =
        AwsProbe.output(
            environment(Map.of("HTTPS_PROXY", proxy.address(), "NO_PROXY", "example.internal")),
            List.of("-Djdk.net.hosts.file=" + hosts),
            "aws region=eu-west-1 endpoint=https://sm.example.internal:1");
    LeakGuard.check(output);

    assertThat(output).contains("no connection");
    assertThat(proxy.asked()).isEmpty();
  }

  @Test
  void the_jvms_own_properties_come_before_the_variables() throws IOException {
    URI address = URI.create(proxy.address());
    String output =
        AwsProbe.output(
            environment(Map.of("HTTPS_PROXY", "http://127.0.0.1:1")),
            List.of(
                "-Dhttps.proxyHost=" + address.getHost(), "-Dhttps.proxyPort=" + address.getPort()),
            "aws region=eu-west-1");
    LeakGuard.check(output);

    assertThat(proxy.asked()).isNotEmpty().containsOnly(AWS);
  }

  @Test
  @Witness(value = Row.UNUSABLE_PROXY, kind = Witness.Kind.REQUEST)
  void a_variable_that_cannot_be_used_is_told_and_nobody_goes_without() throws IOException {
    String proxied = "http://user:" + LeakGuard.canary().text() + "@127.0.0.1:1";

    assertThat(run(Map.of("https_proxy", proxied)))
        .startsWith("SecretUnavailableException")
        .contains(
            "secretsmanager.eu-west-1.amazonaws.com is not asked: https_proxy has a user in it:"
                + " leave him out, a proxy that wants a login cannot be asked");
  }

  /** For it a start was refused: only the host of the key `endpoint` was looked at. */
  @Test
  void a_variable_that_is_not_asked_may_be_what_it_is() throws IOException {
    answer(Recorded.secret(MAILJET.path(), LeakGuard.canary().text()));
    String output =
        AwsProbe.output(
            environment(Map.of("HTTPS_PROXY", "https://p:1", "AWS_ENDPOINT_URL", address())),
            List.of(),
            "aws region=eu-west-1");
    LeakGuard.check(output);

    assertThat(AwsProbe.results(output)).containsExactly("fetched");
  }

  /** STS went without: its name is that of this machine here, and it would have answered. */
  @Test
  @Witness(value = Row.UNUSABLE_PROXY, kind = Witness.Kind.REQUEST)
  void sts_is_not_asked_without_the_proxy_that_cannot_be_used(@TempDir Path folder)
      throws IOException {
    answer(Recorded.secret(MAILJET.path(), LeakGuard.canary().text()));
    answer(
        post(anyUrl())
            .withRequestBody(containing("Action=AssumeRoleWithWebIdentity"))
            .willReturn(aResponse().proxiedFrom(Servers.moto().address().toString())));
    Path token = Files.writeString(folder.resolve("token"), LeakGuard.canary().text());
    Path hosts =
        Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost sts.example.internal\n");
    String output =
        AwsProbe.output(
            Map.of(
                "HTTP_PROXY",
                "http://user:" + LeakGuard.canary().text() + "@127.0.0.1:1",
                "AWS_ENDPOINT_URL_STS",
                address().replace("localhost", "sts.example.internal"),
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                token.toString(),
                "AWS_ROLE_ARN",
                "arn:aws:iam::123456789012:role/keyturn"),
            List.of("-Djdk.net.hosts.file=" + hosts),
            "aws region=eu-west-1 endpoint=" + address());
    LeakGuard.check(output);

    assertThat(requests(anyRequestedFor(anyUrl()))).isEmpty();
    assertThat(AwsProbe.results(output))
        .singleElement()
        .asString()
        .startsWith("SecretUnavailableException")
        .contains(
            "sts.example.internal is not asked: HTTP_PROXY has a user in it: leave him out, a"
                + " proxy that wants a login cannot be asked; requests are signed with AWS_WEB_IDENTITY_TOKEN_FILE"
                + " and AWS_ROLE_ARN");
  }

  private static String run(Map<String, String> variables) throws IOException {
    String output = AwsProbe.output(environment(variables), List.of(), "aws region=eu-west-1");
    LeakGuard.check(output);
    return String.join("\n", AwsProbe.results(output));
  }

  private static Map<String, String> environment(Map<String, String> variables) {
    Map<String, String> environment = new HashMap<>(variables);
    environment.put("AWS_ACCESS_KEY_ID", Stores.KEY_ID);
    environment.put("AWS_SECRET_ACCESS_KEY", LeakGuard.canary().text());
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
    return environment;
  }
}
