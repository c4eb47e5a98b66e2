package io.keyturn.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.keyturn.testkit.LeakGuard;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A test whose stores are in a process of their own, with an environment of their own. */
abstract class ChildProcessTest extends WireMockTest {
  static final String FETCHED = "fetched";

  final Map<String, String> environment = new HashMap<>();

  /** Runs {@link AwsProbe}, whose log goes to its output. */
  final List<String> run(String... stores) throws IOException {
    return runWith(List.of(), stores);
  }

  /** The same with options for its JVM. */
  final List<String> runWith(List<String> options, String... stores) throws IOException {
    String output = AwsProbe.output(environment, options, stores);
    requests("GetSecretValue").stream()
        .filter(request -> request.containsHeader("X-Amz-Security-Token"))
        .forEach(request -> LeakGuard.guard(request.getHeader("X-Amz-Security-Token")));
    LeakGuard.check(output);
    assertThat(output).as("the log of the SDK").contains("DEBUG software.amazon.awssdk");
    return AwsProbe.results(output);
  }

  /**
   * As the endpoints of containers answer: <a
   * href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html">AWS
   * SDKs and Tools Reference Guide</a>.
   */
  static ResponseDefinitionBuilder container(String id, Instant end) {
    return Recorded.json(
        200,
        """
        {"AccessKeyId":"%s","SecretAccessKey":"%s","Token":"%s","Expiration":"%s"}"""
            .formatted(id, LeakGuard.canary().text(), LeakGuard.canary().text(), end));
  }
}
