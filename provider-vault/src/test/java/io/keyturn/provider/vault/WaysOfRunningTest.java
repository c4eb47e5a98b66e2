package io.keyturn.provider.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testkit.LeakGuard;
import io.keyturn.testpages.ChildJvm;
import io.keyturn.testpages.Example;
import io.keyturn.testpages.KeyPair;
import io.keyturn.testpages.Page;
import io.keyturn.testpages.Shell;
import io.keyturn.testpages.TurningChild;
import io.keyturn.testpages.YamlNode;
import io.keyturn.testservers.JwtIssuer;
import io.keyturn.testservers.Shared;
import io.keyturn.testservers.TokenReviewServer;
import io.keyturn.testservers.VaultAgent;
import io.keyturn.testservers.VaultServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of the page, each as it stands there: its commands are run, a program starts with
 * its variables and properties, reads the pair, and turns once when another is put.
 */
final class WaysOfRunningTest {
  private static final Page PAGE = new Page("vault.md");
  private static final Shared<VaultServer> VAULT = new Shared<>(VaultServer::start);

  private static final String ADDRESS = "https://vault:8200";
  private static final String AGENT = "127.0.0.1:8100";
  private static final String KUBERNETES = "kubernetes_host=https://kubernetes.default.svc";
  private static final String FOLDER = "/etc/mailer";

  private final KeyPair old = KeyPair.random();
  private final KeyPair fresh = KeyPair.random();
  private final Map<String, String> variables = new HashMap<>();
  private VaultServer vault;

  @TempDir private Path home;

  @BeforeEach
  void prepare() throws Exception {
    vault = VAULT.get();
    Files.writeString(home.resolve("mailer.hcl"), PAGE.section("Policies").blocks("hcl").get(0));
    put(old);
  }

  @AfterEach
  void clear() {
    vault.api("DELETE", "secret/metadata/mailjet");
    vault.api("DELETE", "sys/auth/approle");
    vault.api("DELETE", "sys/auth/kubernetes");
  }

  /** As the page's file has it, with other values. */
  private void put(KeyPair pair) throws Exception {
    Example ways = PAGE.section("Ways of running");
    String page = ways.blocks("json").get(0);
    assertThat(page).contains("the-public-half", "the-private-half");
    Files.writeString(
        home.resolve("mailjet.json"),
        page.replace("the-public-half", pair.apiKey().text())
            .replace("the-private-half", pair.secretKey().text()));
    run(ways.blocks("sh").get(0));
  }

  /** By Vault's own command line. */
  private void run(String script) throws Exception {
    Shell.run(shell(Shell.command(here(script))), "");
  }

  private ProcessBuilder shell(List<String> command) {
    ProcessBuilder shell = new ProcessBuilder(command).directory(home.toFile());
    shell.environment().put("HOME", home.toString());
    shell.environment().putAll(vault.shell());
    return shell;
  }

  private String here(String text) {
    return text.replace(ADDRESS, vault.address().toString()).replace(FOLDER, home.toString());
  }

  // ---- a machine

  @Test
  @Witness(value = Row.VM, kind = Witness.Kind.REAL)
  void a_machine_with_a_secret_id() throws Exception {
    Example example = PAGE.example("A machine with AppRole");
    run(example.blocks("sh").get(0));

    assertReadsAndTurns(service(example, example.blocks("properties").get(0)));
  }

  @Test
  @Witness(
      value = {Row.VM, Row.WRAPPED},
      kind = Witness.Kind.REAL)
  void a_machine_with_a_wrapped_secret_id() throws Exception {
    Example example = PAGE.example("A machine with AppRole");
    List<String> properties = example.blocks("properties");
    String line = Example.matches("^.*\\.secret-id = .*\n", properties.get(0)).get(0).group();
    run(example.blocks("sh").get(0));
    run(example.blocks("sh").get(1));

    assertReadsAndTurns(service(example, properties.get(0).replace(line, properties.get(1))));
  }

  /** What systemd makes of the unit: a folder of credentials, and the JVM's option. */
  private String service(Example example, String properties) throws IOException {
    var credential = Example.matches("^LoadCredential=(\\S+):(\\S+)$", example.block("ini")).get(0);
    Path secretId = Path.of(here(credential.group(2)));
    LeakGuard.guard(Files.readString(secretId).strip());
    Path credentials = Files.createDirectory(home.resolve("credentials"));
    Files.copy(secretId, credentials.resolve(credential.group(1)));
    variables.put("CREDENTIALS_DIRECTORY", credentials.toString());

    String role = vault.api("GET", "auth/approle/role/mailer/role-id");
    String roleId = Example.matches("\"role_id\":\"([^\"]+)\"", role).get(0).group(1);
    Path file = Path.of(here(Example.path(properties).toString()));
    Files.writeString(
        file, here(properties).replaceFirst("(?m)(role-id = )[0-9a-f-]+$", "$1" + roleId));
    String option = here(Example.matches("-D\\S+", example.block("ini")).get(0).group());
    assertThat(option).endsWith("=" + file);
    return option;
  }

  // ---- Kubernetes

  @Test
  @Witness(value = Row.POD, kind = Witness.Kind.REAL)
  void a_pod() throws Exception {
    Example example = PAGE.example("Kubernetes");
    List<YamlNode> resources = YamlNode.documents(example.block("yaml"));
    YamlNode pod = pod(resources.get(1));
    try (TokenReviewServer kubernetes = TokenReviewServer.start()) {
      configure(kubernetes);
      Path token = project(kubernetes, resources.get(0), pod);
      addVariables(pod.at("containers", 0), tokenPath(pod.at("containers", 0), pod), token);

      assertReadsAndTurns();
      assertThat(kubernetes.reviews()).isPositive();
    }
  }

  /** By the commands of the page, except that Vault is no pod here. */
  private void configure(TokenReviewServer kubernetes) throws Exception {
    String script = PAGE.example("Kubernetes").block("sh");
    assertThat(script).contains(KUBERNETES + "\n");
    Files.writeString(home.resolve("ca.crt"), vault.authority().certificate());
    run(
        script.replace(
            KUBERNETES,
            "kubernetes_ca_cert=@ca.crt disable_local_ca_jwt=true kubernetes_host="
                + kubernetes.address()));
  }

  private static YamlNode pod(YamlNode deployment) {
    return deployment.at("spec", "template", "spec");
  }

  /** The token of the pod's service account, in a file as the volume has it. */
  private Path project(TokenReviewServer kubernetes, YamlNode account, YamlNode pod)
      throws IOException {
    assertThat(pod.at("serviceAccountName")).isEqualTo(account.at("metadata", "name"));
    assertThat(projection(pod).at("audience").text()).isEqualTo(JwtIssuer.AUDIENCE);
    String token = kubernetes.token(pod.at("serviceAccountName").text());
    LeakGuard.guard(token);
    return Files.writeString(home.resolve("token"), token);
  }

  private static YamlNode projection(YamlNode pod) {
    return named("vault-token", pod.at("volumes"))
        .at("projected", "sources", 0, "serviceAccountToken");
  }

  private static YamlNode named(String name, YamlNode list) {
    return ((List<?>) list.value())
        .stream()
            .map(YamlNode::new)
            .filter(node -> node.at("name").text().equals(name))
            .findAny()
            .orElseThrow();
  }

  /** Where a container has that file. */
  private static String tokenPath(YamlNode container, YamlNode pod) {
    YamlNode mount = named("vault-token", container.at("volumeMounts"));
    return mount.at("mountPath").text() + "/" + projection(pod).at("path").text();
  }

  private void addVariables(YamlNode container, String path, Path token) {
    Map<String, String> pairs = container.at("env").pairs();
    assertThat(pairs).containsValue("file://" + path);
    pairs.replaceAll((name, value) -> here(value).replace(path, token.toString()));
    variables.putAll(pairs);
  }

  // ---- a sidecar

  @Test
  @Witness(
      value = {Row.SIDECAR, Row.AGENT},
      kind = Witness.Kind.REAL)
  void a_sidecar() throws Exception {
    List<YamlNode> resources =
        YamlNode.documents(PAGE.example("Vault Agent as a sidecar").block("yaml"));
    YamlNode pod = pod(resources.get(2));
    YamlNode sidecar = pod.at("initContainers", 0);
    try (TokenReviewServer kubernetes = TokenReviewServer.start()) {
      configure(kubernetes);
      Path token = project(kubernetes, resources.get(0), pod);
      String configuration = configuration(resources.get(1), sidecar);
      assertThat(configuration).contains(AGENT, "\"" + tokenPath(sidecar, pod) + "\"");
      try (VaultAgent agent =
          VaultAgent.start(
              here(configuration)
                  .replace(tokenPath(sidecar, pod), token.toString())
                  .replace(AGENT, "{host}:{port}"))) {
        probe(sidecar, agent);
        variables.putAll(pod.at("containers", 0, "env").pairs());
        variables.replaceAll((name, value) -> at(agent, value));

        assertReadsAndTurns();
      }
    }
  }

  private static String at(VaultAgent agent, String value) {
    return value.replace("http://" + AGENT, agent.address().toString());
  }

  /** The file that the agent's command names. */
  private static String configuration(YamlNode map, YamlNode sidecar) {
    YamlNode mount = named(map.at("metadata", "name").text(), sidecar.at("volumeMounts"));
    Path folder = Path.of(mount.at("mountPath").text());
    List<?> command = (List<?>) sidecar.at("command").value();
    Path file = Path.of(command.get(2).toString().replace("-config=", ""));
    assertThat(command.subList(0, 2)).isEqualTo(List.of("vault", "agent"));
    assertThat(file.getParent()).isEqualTo(folder);
    return map.at("data", file.getFileName().toString()).text();
  }

  /** As the kubelet does, without any token. */
  private void probe(YamlNode sidecar, VaultAgent agent) throws Exception {
    List<String> command = new ArrayList<>();
    for (Object word : (List<?>) sidecar.at("startupProbe", "exec", "command").value()) {
      command.add((String) word);
    }
    ProcessBuilder probe = shell(List.of("sh", "-c", String.join(" ", command)));
    probe.environment().remove("VAULT_TOKEN");
    probe.environment().putAll(sidecar.at("env").pairs());
    probe.environment().replaceAll((name, value) -> at(agent, value));
    Shell.run(probe, "");
  }

  // ---- a development server

  @Test
  @Witness(value = Row.DEV, kind = Witness.Kind.REAL)
  void a_development_server() throws Exception {
    List<String> scripts = PAGE.example("A development server").blocks("sh");
    String token =
        Example.matches("VAULT_DEV_ROOT_TOKEN_ID=(\\S+)$", scripts.get(0)).get(0).group(1);
    assertThat(scripts.get(0)).endsWith("\nvault server -dev\n"); // as the test's own one is
    assertThat(scripts.get(1)).contains("VAULT_TOKEN=" + token + "\n", "\njava -jar mailer.jar\n");
    String script =
        scripts
            .get(1)
            .replace("VAULT_TOKEN=" + token, "VAULT_TOKEN=" + vault.rootToken())
            .replace("http://127.0.0.1:8200", vault.address().toString())
            .replace("java -jar mailer.jar", "exec \"$@\"");
    Path file = Files.writeString(home.resolve("start"), script);
    variables.put("PATH", String.valueOf(vault.shell().get("PATH")));
    variables.put("HOME", home.toString());

    assertReadsAndTurns(
        command -> {
          List<String> all = new ArrayList<>(List.of("sh", "-e", file.toString()));
          all.addAll(command);
          return new ProcessBuilder(all).directory(home.toFile());
        });
  }

  // ---- what all of them do

  private void assertReadsAndTurns(String... options) throws Exception {
    assertReadsAndTurns(ProcessBuilder::new, options);
  }

  private void assertReadsAndTurns(
      Function<List<String>, ProcessBuilder> launcher, String... options) throws Exception {
    LeakGuard.guard(vault.rootToken());
    List<String> all = new ArrayList<>(List.of(options));
    all.add("-Dkeyturn.cache.ttl=500ms"); // the examples' own is too long for a test
    try (ChildJvm mailer =
        new ChildJvm(
            launcher, variables, all, System.getProperty("java.class.path"), TurningChild.class)) {
      old.assertReadBy(mailer);
      put(fresh);
      fresh.assertTurnedToBy(mailer);
      mailer.end();
      assertThat(mailer.heard()).filteredOn(line -> line.startsWith("turned to ")).hasSize(1);
      assertThat(mailer.heard()).noneMatch(line -> line.startsWith("failed "));
    }
  }
}
