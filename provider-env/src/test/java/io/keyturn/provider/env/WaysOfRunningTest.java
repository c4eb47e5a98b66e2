package io.keyturn.provider.env;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.testpages.ChildJvm;
import io.keyturn.testpages.Example;
import io.keyturn.testpages.KeyPair;
import io.keyturn.testpages.Page;
import io.keyturn.testpages.Shell;
import io.keyturn.testpages.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples of the page, each as it stands there: a program starts with its variables and
 * properties, finds its files at its paths, reads the pair, and turns once when it is rotated as
 * the page says.
 */
@EnabledOnOs(OS.LINUX)
@EnabledIf(
    value = "io.keyturn.provider.env.Namespace#isPermitted",
    disabledReason = "this user may not make a mount namespace")
final class WaysOfRunningTest {
  private static final Page PAGE = new Page("env.md");

  /** Where no notification tells: the examples' own is too long for a test. */
  private static final List<String> SHORT_TTL = List.of("-Dkeyturn.cache.ttl=500ms");

  private final KeyPair old = KeyPair.random();
  private final KeyPair fresh = KeyPair.random();

  @TempDir Path scratch;

  @Test
  @Witness(Row.PLAIN)
  void a_plain_host() throws Exception {
    Example example = PAGE.example("Plain host");
    String properties = example.block("properties");
    String dotenv = example.block("dotenv");
    List<String> commands = example.blocks("sh");
    Path home = directory("mailer");
    Files.writeString(home.resolve(Example.path(properties).getFileName()), properties);
    Files.writeString(home.resolve(Example.path(dotenv).getFileName()), filled(dotenv, old));
    permit(home.resolve(Example.path(dotenv).getFileName()), "rw-r-----");
    Namespace host = namespace().bind(home, parent(Example.path(properties)));
    List<String> options =
        Example.matches("-D\\S+", commands.get(0)).stream().map(MatchResult::group).toList();

    try (ChildJvm mailer = host.run(Map.of(), options)) {
      old.assertReadBy(mailer);
      Namespace.run(mailer, commands.get(1), filled(dotenv, fresh));
      fresh.assertTurnedToBy(mailer);
      mailer.end();
    }
  }

  /** The page's file, with other values. */
  private static String filled(String dotenv, KeyPair pair) {
    String filled = dotenv;
    for (Map.Entry<String, String> value : pair.values().entrySet()) {
      Example.matches("^" + value.getKey() + "=.+", filled);
      filled = filled.replaceAll("(?m)^(" + value.getKey() + "=).*", "$1" + value.getValue());
    }
    return filled;
  }

  @Test
  @Witness(Row.DOCKER)
  void docker() throws Exception {
    List<String> commands = PAGE.example("Docker").blocks("sh");
    MatchResult volume = Example.matches("--volume (\\S+):(\\S+):ro", commands.get(0)).get(0);
    Path outside = directory("outside");
    Namespace host = namespace().bind(outside, volume.group(1));
    Namespace container = readOnly(outside, volume.group(2));
    Map<String, String> variables =
        Example.matches("--env (\\w+)=(\\S+)", commands.get(0)).stream()
            .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
    rotate(host, commands.get(1), old);

    try (ChildJvm mailer = container.run(variables, List.of())) {
      old.assertReadBy(mailer);
      rotate(host, commands.get(1), fresh);
      fresh.assertTurnedToBy(mailer);
      mailer.end();
    }
  }

  private static void rotate(Namespace host, String script, KeyPair pair) throws Exception {
    ProcessBuilder shell = host.process(Shell.command(script));
    shell.environment().put("API_KEY", pair.apiKey().text());
    shell.environment().put("SECRET_KEY", pair.secretKey().text());
    Shell.run(shell, "");
  }

  @Test
  @Witness(Row.COMPOSE)
  void docker_compose() throws Exception {
    Example example = PAGE.example("Docker Compose");
    YamlNode service = YamlNode.documents(example.block("yaml")).get(0).at("services", "mailer");
    MatchResult volume =
        Example.matches("\\./(\\S+):(\\S+):ro", service.at("volumes", 0).text()).get(0);
    Path outside = directory(volume.group(1));
    ProcessBuilder rotation = new ProcessBuilder(Shell.command(example.block("sh")));
    rotation.directory(scratch.toFile());
    Shell.run(rotation, old.dotenv());
    Namespace container = readOnly(outside, volume.group(2));

    try (ChildJvm mailer = container.run(service.at("environment").texts(), List.of())) {
      old.assertReadBy(mailer);
      Shell.run(rotation, fresh.dotenv());
      fresh.assertTurnedToBy(mailer);
      mailer.end();
    }
  }

  @Test
  @Witness(Row.POD)
  void kubernetes() throws Exception {
    List<YamlNode> resources = YamlNode.documents(PAGE.example("Kubernetes").block("yaml"));
    YamlNode secret = resources.get(0);
    YamlNode pod = resources.get(1).at("spec", "template", "spec");
    YamlNode container = pod.at("containers", 0);
    assertThat(secret.at("stringData").texts()).hasSameSizeAs(old.values());
    assertThat(secret.at("stringData").texts()).containsOnlyKeys(old.values().keySet());
    assertThat(pod.at("volumes", 0, "secret", "secretName"))
        .isEqualTo(secret.at("metadata", "name"));
    assertThat(container.at("volumeMounts", 0, "name")).isEqualTo(pod.at("volumes", 0, "name"));
    Path outside = directory("volume");
    SecretVolume volume = new SecretVolume(outside);
    volume.write(old.values());
    Namespace namespace = readOnly(outside, container.at("volumeMounts", 0, "mountPath").text());

    try (ChildJvm mailer = namespace.run(container.at("env").pairs(), List.of())) {
      old.assertReadBy(mailer);
      volume.write(fresh.values());
      fresh.assertTurnedToBy(mailer);
      mailer.end();
    }
  }

  @Test
  @Witness({Row.UNIT, Row.POLLED})
  void systemd() throws Exception {
    String unit = PAGE.example("systemd").block("ini");
    String directory = "/run/credentials/" + Example.path(unit).getFileName();
    MatchResult credential = Example.matches("^LoadCredential=(\\S+):(\\S+)$", unit).get(0);
    Map<String, String> variables = new HashMap<>();
    Example.matches("^Environment=(\\w+)=(\\S+)$", unit)
        .forEach(found -> variables.put(found.group(1), found.group(2)));
    variables.put("CREDENTIALS_DIRECTORY", directory);
    Path root = directory("mailer");
    Path source = root.resolve(Path.of(credential.group(2)).getFileName());
    Namespace service = namespace().bind(root, parent(Path.of(credential.group(2))));
    service.tmpfs(directory, "size=1m,mode=0700").then(load(credential, directory));
    Files.writeString(source, old.dotenv());

    try (ChildJvm mailer = service.run(variables, SHORT_TTL)) {
      old.assertReadBy(mailer);
      Files.writeString(source, fresh.dotenv());
      Namespace.run(mailer, refresh(credential, directory), "");
      fresh.assertTurnedToBy(mailer);
      mailer.end();
    }
  }

  /** What systemd does at the start of a service, in a file system that it has mounted. */
  private static String load(MatchResult credential, String directory) {
    String file = directory + "/" + credential.group(1);
    return String.join(
        "\n",
        "cp " + credential.group(2) + " " + file,
        "chmod 0400 " + file,
        "mount -n -o remount,bind,ro " + directory);
  }

  /** What it does at a reload: another file system, filled first, is there at one moment. */
  private static String refresh(MatchResult credential, String directory) {
    return String.join(
        "\n",
        "mkdir /run/next",
        "mount -n -t tmpfs -o size=1m,mode=0700 none /run/next",
        load(credential, "/run/next"),
        "mount -n --move /run/next " + directory);
  }

  // ---- the host

  private Namespace namespace() {
    return new Namespace(scratch);
  }

  private Namespace readOnly(Path outside, String inside) throws IOException {
    return namespace().bind(outside, inside).then("mount -n -o remount,bind,ro " + inside);
  }

  private Path directory(String name) throws IOException {
    return Files.createDirectory(scratch.resolve(name));
  }

  private static String parent(Path path) {
    return String.valueOf(path.getParent());
  }

  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }
}
