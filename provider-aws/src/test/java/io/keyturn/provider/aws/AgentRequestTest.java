package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.keyturn.provider.SecretProvider;
import io.keyturn.secret.Secret;
import io.keyturn.secret.SecretBundle;
import io.keyturn.secret.SecretLocation;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is asked of the local agent, and of the Lambda extension, which is asked alike. */
final class AgentRequestTest extends WireMockTest {
  private final Secret token = Stores.secret();

  private SecretProvider agent() {
    return new AwsSecretProviderFactory().create(Stores.agent(address(), () -> token).build());
  }

  private LoggedRequest asked(SecretLocation bundle, boolean look) {
    answer(any(anyUrl()).willReturn(Recorded.secret("prod/mailjet", LeakGuard.canary().text())));
    try (SecretProvider agent = agent()) {
      if (look) {
        agent.fetchIfChanged(bundle, "another");
      } else {
        agent.fetch(bundle);
      }
    }
    List<LoggedRequest> requests = requests(anyRequestedFor(anyUrl()));
    return requests.get(requests.size() - 1);
  }

  @Test
  @Witness(value = Row.EXTENSION, kind = Witness.Kind.REQUEST)
  void one_request_with_the_token_and_no_credential_of_aws() {
    LoggedRequest request = asked(MAILJET, true);

    assertThat(request.getMethod()).isEqualTo(RequestMethod.GET);
    assertThat(request.getUrl())
        .isEqualTo("/secretsmanager/get?secretId=prod%2Fmailjet&versionStage=AWSCURRENT");
    assertThat(token.matches(Secret.of(request.getHeader("X-Aws-Parameters-Secrets-Token"))))
        .isTrue();
    assertThat(request.getBody()).isEmpty();
    assertThat(request.getHeaders().keys())
        .containsExactlyInAnyOrder(
            "X-Aws-Parameters-Secrets-Token",
            "Connection",
            "Host",
            "User-Agent",
            "Accept",
            "Cache-Control",
            "Pragma");
    assertThat(requests(anyRequestedFor(anyUrl()))).hasSize(1);
  }

  @Test
  void a_full_read_asks_for_what_aws_has_now() {
    assertThat(asked(MAILJET, false).getUrl())
        .isEqualTo(
            "/secretsmanager/get?secretId=prod%2Fmailjet&versionStage=AWSCURRENT&refreshNow=true");
  }

  @Test
  void ids_are_escaped_as_a_whole() {
    assertThat(asked(SecretLocation.parse("aws://a+b=c@d!e"), true).getUrl())
        .isEqualTo("/secretsmanager/get?secretId=a%2Bb%3Dc%40d%21e&versionStage=AWSCURRENT");
  }

  @Test
  void a_stage_and_a_version_are_named() {
    assertThat(asked(SecretLocation.parse("aws://a?stage=AWSPREVIOUS"), true).getUrl())
        .isEqualTo("/secretsmanager/get?secretId=a&versionStage=AWSPREVIOUS");
    assertThat(asked(SecretLocation.parse("aws://a?version=" + Recorded.VERSION), true).getUrl())
        .isEqualTo("/secretsmanager/get?secretId=a&versionId=" + Recorded.VERSION);
  }

  /** It is the answer of the SDK for Go, written as JSON. */
  @Test
  @Witness(value = Row.EXTENSION, kind = Witness.Kind.RECORDED)
  void the_answer_of_the_lambda_extension_is_read() {
    String value = LeakGuard.canary().text();
    answer(
        any(anyUrl())
            .willReturn(
                Recorded.json(
                    200,
                    """
                    {"ARN":"%s","CreatedDate":"2022-10-07T14:56:20.251Z","Name":"prod/mailjet",
                    "SecretBinary":null,"SecretString":"%s","VersionId":"%s",
                    "VersionStages":["AWSCURRENT"],"ResultMetadata":{}}"""
                        .formatted(Recorded.arn("prod/mailjet"), value, Recorded.VERSION))));

    try (SecretProvider agent = agent()) {
      SecretBundle bundle = agent.fetch(MAILJET);

      assertThat(bundle.secret(MAILJET, "1").exposeString()).isEqualTo(value);
      assertThat(bundle.version()).contains(Recorded.VERSION);
      assertThat(bundle.createdAt()).contains(Instant.parse("2022-10-07T14:56:20.251Z"));
    }
  }

  /** In a process whose variables and properties all say that there is one. */
  @Test
  @Witness(value = Row.AGENT_ALONE, kind = Witness.Kind.REQUEST)
  void the_agent_is_never_asked_through_a_proxy() throws IOException {
    answer(any(anyUrl()).willReturn(Recorded.secret("prod/mailjet", LeakGuard.canary().text())));
    WireMockServer proxy = Servers.wireMock();
    try {
      String output =
          AwsProbe.output(
              Map.of("HTTP_PROXY", proxy.baseUrl(), "TOKEN", token.exposeString()),
              List.of(
                  "-Dhttp.proxyHost=127.0.0.1",
                  "-Dhttp.proxyPort=" + proxy.port(),
                  "-Dhttp.nonProxyHosts="),
              "aws agent=" + address() + " agent-token=TOKEN");

      LeakGuard.check(output);
      assertThat(output).contains(AwsProbe.RESULT + "fetched");
      assertThat(proxy.getAllServeEvents()).isEmpty();
    } finally {
      proxy.stop();
    }
  }
}
