package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testservers.ConnectProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads by TLS through a proxy, of AWS's real names. Only the proxy knows where they are: on this
 * machine.
 */
final class TunnelTest {
  private static final String SECRETS_MANAGER = "secretsmanager.eu-west-1.amazonaws.com";
  private static final String STS = "sts.eu-west-1.amazonaws.com";
  private static final String PASSWORD = "changeit"; // of a key that lives as long as the test

  @TempDir private static Path home;
  private static Path keys;
  private static WireMockServer aws;

  private ConnectProxy proxy;

  @BeforeAll
  static void startAws() throws Exception {
    keys = makeKeys();
    aws =
        new WireMockServer(
            WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .dynamicPort()
                .dynamicHttpsPort()
                .keystorePath(keys.toString())
                .keystorePassword(PASSWORD)
                .keyManagerPassword(PASSWORD)
                .keystoreType("PKCS12"));
    aws.start();
    aws.stubFor(
        post(anyUrl()).willReturn(Recorded.secret("prod/mailjet", LeakGuard.canary().text())));
    aws.stubFor(
        post(anyUrl())
            .withRequestBody(containing("Action=AssumeRoleWithWebIdentity"))
            .willReturn(aResponse().proxiedFrom(Servers.moto().address().toString())));
  }

  private static Path makeKeys() throws Exception {
    Path file = home.resolve("aws.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "aws",
                "-keyalg",
                "EC",
                "-dname",
                "CN=aws",
                "-ext",
                "san=dns:" + SECRETS_MANAGER + ",dns:" + STS,
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    return file;
  }

  @AfterAll
  static void stopAws() {
    aws.stop();
  }

  @BeforeEach
  void openProxy() throws IOException {
    aws.resetRequests();
    proxy = ConnectProxy.to(aws.httpsPort());
  }

  @AfterEach
  void closeProxy() throws IOException {
    proxy.close();
  }

  private static List<String> run(Map<String, String> variables, String store) throws IOException {
    Map<String, String> environment = new HashMap<>(variables);
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
    environment.put("AWS_CONFIG_FILE", "/none");
    environment.put("AWS_SHARED_CREDENTIALS_FILE", "/none");
    String output =
        AwsProbe.output(
            environment,
            List.of(
                "-Djavax.net.ssl.trustStore=" + keys,
                "-Djavax.net.ssl.trustStorePassword=" + PASSWORD,
                "-D" + AwsProbe.READS + "=10"),
            store);
    LeakGuard.check(output);
    return AwsProbe.results(output);
  }

  private static Map<String, String> keys() {
    return Map.of(
        "AWS_ACCESS_KEY_ID", Stores.KEY_ID, "AWS_SECRET_ACCESS_KEY", LeakGuard.canary().text());
  }

  @Test
  @Witness(
      value = {Row.PROXY, Row.KEPT_ALIVE},
      kind = Witness.Kind.RECORDED)
  void ten_reads_by_the_key_are_one_tunnel() throws IOException {
    assertThat(run(keys(), "aws region=eu-west-1 proxy=" + proxy.address()))
        .containsExactly("fetched");

    assertThat(hosts()).isEqualTo(Collections.nCopies(10, SECRETS_MANAGER));
    assertThat(proxy.tunnels()).containsExactly(SECRETS_MANAGER + ":443");
  }

  @Test
  @Witness(
      value = {Row.PROXY, Row.KEPT_ALIVE},
      kind = Witness.Kind.RECORDED)
  void ten_reads_by_the_variable_are_one_tunnel() throws IOException {
    Map<String, String> environment = new HashMap<>(keys());
    environment.put("https_proxy", proxy.address());

    assertThat(run(environment, "aws region=eu-west-1")).containsExactly("fetched");
    assertThat(hosts()).hasSize(10);
    assertThat(proxy.tunnels()).containsExactly(SECRETS_MANAGER + ":443");
  }

  @Test
  @Witness(value = Row.PROXY, kind = Witness.Kind.RECORDED)
  void sts_is_asked_through_it_too() throws IOException {
    Path token = Files.writeString(home.resolve("token"), LeakGuard.canary().text());
    Map<String, String> environment =
        Map.of(
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            token.toString(),
            "AWS_ROLE_ARN",
            "arn:aws:iam::123456789012:role/keyturn",
            "HTTPS_PROXY",
            proxy.address());

    assertThat(run(environment, "aws-x region=eu-west-1")).containsExactly("fetched");
    assertThat(proxy.tunnels()).containsExactly(STS + ":443", SECRETS_MANAGER + ":443");
    assertThat(hosts()).startsWith(STS, SECRETS_MANAGER).hasSize(11);
  }

  /** The host of each request that came out of the tunnels, the earliest first. */
  private static List<String> hosts() {
    return aws.findAll(anyRequestedFor(anyUrl())).stream()
        .map(request -> request.getHeader("Host"))
        .toList();
  }
}
