package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyturn.provider.ProviderSettings;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretUnavailableException;
import io.keyturn.testkit.LeakGuard;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  private static ProviderSettings.Builder settings(String region) {
    Secret key = Stores.secret();
    return ProviderSettings.builder("aws-eu")
        .text(AwsSecretProviderFactory.REGION, region)
        .secret(AwsSecretProviderFactory.ACCESS_KEY_ID, () -> Secret.of(Stores.KEY_ID))
        .secret(AwsSecretProviderFactory.SECRET_ACCESS_KEY, () -> key);
  }

  private static void assertUnavailable(ProviderSettings.Builder settings) {
    try (SecretProvider store = new AwsSecretProviderFactory().create(settings.build())) {
      assertThatThrownBy(() -> store.fetch(MAILJET)).isInstanceOf(SecretUnavailableException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "eu-west-1, secretsmanager.eu-west-1.amazonaws.com",
    "us-gov-west-1, secretsmanager.us-gov-west-1.amazonaws.com",
    "cn-north-1, secretsmanager.cn-north-1.amazonaws.com.cn"
  })
  @Witness(
      value = {Row.REGION, Row.PROXY},
      kind = Witness.Kind.REQUEST)
  void the_host_of_a_region_is_asked_for(String region, String host) {
    assertUnavailable(settings(region).text(AwsSecretProviderFactory.PROXY, proxy.address()));

    assertThat(proxy.asked()).isNotEmpty().containsOnly("CONNECT " + host + ":443 HTTP/1.1");
  }

  @Test
  @Witness(value = Row.VPC, kind = Witness.Kind.REQUEST)
  void the_endpoint_of_a_vpc_is_asked_for() {
    String host = "vpce-1a2b3c4d-5e6f.secretsmanager.eu-west-1.vpce.amazonaws.com";
    assertUnavailable(
        settings("eu-west-1")
            .text(AwsSecretProviderFactory.PROXY, proxy.address())
            .text(AwsSecretProviderFactory.ENDPOINT, "https://" + host));

    assertThat(proxy.asked()).isNotEmpty().containsOnly("CONNECT " + host + ":443 HTTP/1.1");
  }

  @Test
  void an_endpoint_of_http_is_asked_through_it() {
    answer(Recorded.secret(MAILJET.path(), LeakGuard.canary().text()));
    ProviderSettings.Builder settings =
        Stores.aws("http://sm.example.internal").text(AwsSecretProviderFactory.PROXY, address());
    try (SecretProvider store = new AwsSecretProviderFactory().create(settings.build())) {
      assertThat(store.fetch(MAILJET).version()).contains(Recorded.VERSION);
    }

    assertThat(requests("GetSecretValue").get(0).getHeader("Host"))
        .isEqualTo("sm.example.internal");
  }

  @Test
  void one_that_cannot_be_used_is_refused_at_start() {
    ProviderSettings settings =
        settings("eu-west-1").text(AwsSecretProviderFactory.PROXY, "https://p:1").build();

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
    run(Map.of("HTTP_PROXY", proxy.address(), "HTTPS_PROXY", "http://127.0.0.1:1"));

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

  private static String run(Map<String, String> variables) throws IOException {
    String output = AwsProbe.output(environment(variables), List.of(), "aws region=eu-west-1");
    LeakGuard.check(output);
    return output
        .lines()
        .filter(line -> line.startsWith(AwsProbe.RESULT))
        .map(line -> line.substring(AwsProbe.RESULT.length()))
        .findFirst()
        .orElse(output);
  }

  private static Map<String, String> environment(Map<String, String> variables) {
    Map<String, String> environment = new HashMap<>(variables);
    environment.put("AWS_ACCESS_KEY_ID", Stores.KEY_ID);
    environment.put("AWS_SECRET_ACCESS_KEY", LeakGuard.canary().text());
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
    return environment;
  }
}
