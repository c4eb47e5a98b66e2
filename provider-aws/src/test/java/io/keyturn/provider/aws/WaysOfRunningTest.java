package io.keyturn.provider.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testkit.Canary;
import io.keyturn.testkit.LeakGuard;
import io.keyturn.testpages.ChildJvm;
import io.keyturn.testpages.Example;
import io.keyturn.testpages.KeyPair;
import io.keyturn.testpages.Page;
import io.keyturn.testpages.Shell;
import io.keyturn.testpages.TurningChild;
import io.keyturn.testpages.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * The examples of the page, each as it stands there: a program starts with its variables and
 * properties and with those that the platform adds, is given credentials in that platform's way,
 * reads the pair, and turns once when a new version is put.
 */
final class WaysOfRunningTest extends WireMockTest {
  private static final Page PAGE = new Page("aws.md");
  private static final Instant FAR = Instant.parse("2999-01-01T00:00:00Z");

  private final KeyPair old = KeyPair.random();
  private final KeyPair fresh = KeyPair.random();
  private final Map<String, String> variables = new HashMap<>();
  private final SecretsManagerClient admin = Servers.admin(Servers.moto().address());

  @TempDir private Path home;

  @BeforeEach
  void prepare() throws IOException {
    String text = json(old);
    answer(any(anyUrl()).willReturn(aResponse().proxiedFrom(Servers.moto().address().toString())));
    admin.createSecret(r -> r.name("prod/mailjet").secretString(text));
    variables.put("AWS_ENDPOINT_URL", address());
    variables.put("AWS_CONFIG_FILE", home.resolve("none").toString());
    variables.put("AWS_SHARED_CREDENTIALS_FILE", home.resolve("none").toString());
  }

  @AfterEach
  void clear() {
    admin.deleteSecret(r -> r.secretId("prod/mailjet").forceDeleteWithoutRecovery(true));
    admin.close();
  }

  /** As the page's file has it, with other values. */
  private static String json(KeyPair pair) throws IOException {
    String page = PAGE.section("Ways of running").blocks("json").get(0);
    assertThat(page).contains("the-public-half", "the-private-half");
    return page.replace("the-public-half", pair.apiKey().text())
        .replace("the-private-half", pair.secretKey().text());
  }

  private void put(KeyPair pair) throws IOException {
    String text = json(pair);
    admin.putSecretValue(r -> r.secretId("prod/mailjet").secretString(text));
  }

  @Test
  @Witness(value = Row.EC2, kind = Witness.Kind.REAL)
  void ec2() throws Exception {
    Example example = PAGE.example("EC2");
    String properties = example.block("properties");
    Path file = Files.writeString(home.resolve("keyturn.properties"), properties);
    String path = Example.path(properties).toString();
    String option = Example.matches("-D\\S+", example.block("ini")).get(0).group();
    assertThat(option).endsWith("=" + path);
    variables.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", address());

    assertReadsAndTurns("test-key", option.replace(path, file.toString()));
  }

  @Test
  @Witness(value = Row.ECS, kind = Witness.Kind.RECORDED)
  void ecs() throws Exception {
    YamlNode task = YamlNode.documents(PAGE.example("ECS").block("json")).get(0);
    variables.putAll(task.at("containerDefinitions", 0, "environment").pairs());
    variables.put("AWS_CONTAINER_SERVICE_ENDPOINT", address()); // 169.254.170.2 there
    variables.put("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/v2/credentials/task");
    answer(
        get(urlPathEqualTo("/v2/credentials/task"))
            .willReturn(ChildProcessTest.container("ASIATASK", FAR)));

    assertReadsAndTurns("ASIATASK");
  }

  @Test
  @Witness(value = Row.IRSA, kind = Witness.Kind.REAL)
  void eks_with_irsa() throws Exception {
    List<YamlNode> resources = YamlNode.documents(PAGE.example("EKS with IRSA").block("yaml"));
    YamlNode account = resources.get(0);
    addPod(resources);
    Canary token = LeakGuard.canary();
    variables.put(
        "AWS_ROLE_ARN", account.at("metadata", "annotations", "eks.amazonaws.com/role-arn").text());
    variables.put(
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        Files.writeString(home.resolve("token"), token.text()).toString());
    variables.put("AWS_REGION", Stores.REGION);

    assertReadsAndTurns("ASIA\\w{16}");
  }

  @Test
  @Witness(value = Row.POD, kind = Witness.Kind.RECORDED)
  void eks_with_pod_identity() throws Exception {
    Example example = PAGE.example("EKS with Pod Identity");
    addPod(YamlNode.documents(example.block("yaml")));
    assertThat(example.block("sh")).contains("--service-account mailer ");
    Canary token = LeakGuard.canary();
    variables.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", address() + "/v1/credentials");
    variables.put(
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        Files.writeString(home.resolve("token"), token.text()).toString());
    variables.put("AWS_REGION", Stores.REGION);
    answer(
        get(urlPathEqualTo("/v1/credentials"))
            .withHeader("Authorization", equalTo(token.text()))
            .willReturn(ChildProcessTest.container("ASIAPOD", FAR)));

    assertReadsAndTurns("ASIAPOD");
  }

  /** The environment of a pod of the service account. */
  private void addPod(List<YamlNode> resources) {
    YamlNode pod = resources.get(1).at("spec", "template", "spec");
    assertThat(pod.at("serviceAccountName")).isEqualTo(resources.get(0).at("metadata", "name"));
    variables.putAll(pod.at("containers", 0, "env").pairs());
  }

  @Test
  @Witness(value = Row.LAMBDA, kind = Witness.Kind.REAL)
  void lambda() throws Exception {
    addFunction();

    assertReadsAndTurns("ASIALAMBDA");
  }

  private void addFunction() throws IOException {
    YamlNode function =
        YamlNode.documents(PAGE.example("Lambda").block("yaml"))
            .get(0)
            .at("Resources", "Mailer", "Properties");
    variables.putAll(function.at("Environment", "Variables").texts());
    variables.put("AWS_REGION", Stores.REGION);
    variables.put("AWS_ACCESS_KEY_ID", "ASIALAMBDA");
    variables.put("AWS_SECRET_ACCESS_KEY", LeakGuard.canary().text());
    variables.put("AWS_SESSION_TOKEN", LeakGuard.canary().text());
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no signal that stops a process")
  @Witness(value = Row.FROZEN, kind = Witness.Kind.REAL)
  void a_process_that_was_frozen_turns_when_it_goes_on() throws Exception {
    addFunction();
    try (ChildJvm function = start()) {
      old.assertReadBy(function);
      signal("STOP", function);
      put(fresh);
      signal("CONT", function);

      fresh.assertTurnedToBy(function);
      function.end();
      assertThat(function.heard()).noneMatch(line -> line.startsWith("failed "));
    }
  }

  private static void signal(String name, ChildJvm program) throws Exception {
    String pid = String.valueOf(program.process().pid());
    Shell.run(new ProcessBuilder("kill", "-" + name, pid), "");
  }

  // ---- what all of them do

  private void assertReadsAndTurns(String keyId, String... options) throws Exception {
    try (ChildJvm mailer = start(options)) {
      old.assertReadBy(mailer);
      put(fresh);
      fresh.assertTurnedToBy(mailer);
      mailer.end();
      assertThat(mailer.heard()).filteredOn(line -> line.startsWith("turned to ")).hasSize(1);
      assertThat(mailer.heard()).noneMatch(line -> line.startsWith("failed "));
      assertThat(signers())
          .isNotEmpty()
          .allSatisfy(signer -> assertThat(signer).matches(keyId + "/" + Stores.REGION));
      requests("GetSecretValue")
          .forEach(request -> LeakGuard.guard(request.getHeader("X-Amz-Security-Token")));
      LeakGuard.check(String.join("\n", mailer.heard()));
    }
  }

  private ChildJvm start(String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("-Dkeyturn.cache.ttl=500ms"); // the examples' own is too long for a test
    return new ChildJvm(
        ProcessBuilder::new,
        variables,
        all,
        System.getProperty("java.class.path"),
        TurningChild.class);
  }
}
