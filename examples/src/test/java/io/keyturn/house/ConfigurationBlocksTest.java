package io.keyturn.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyturn.Secrets;
import io.keyturn.secret.SecretException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each {@code properties} block of a page is accepted as the configuration file that it shows, with
 * all providers on the class path. Nothing is read: the executor runs nothing.
 */
class ConfigurationBlocksTest {
  private static final Pattern BLOCK =
      Pattern.compile("```properties\\n(.*?)\\n```", Pattern.DOTALL);
  private static final Pattern STORE =
      Pattern.compile("^keyturn\\.stores\\.([a-z-]+)\\.", Pattern.MULTILINE);

  private static final String VAULT = "keyturn.stores.vault.";

  private record Block(Path page, int line, String text) {}

  @TestFactory
  Stream<DynamicTest> every_block_is_a_configuration(@TempDir Path folder) {
    return blocks().stream()
        .map(
            block ->
                DynamicTest.dynamicTest(
                    block.page + ":" + block.line,
                    () -> accept(Files.writeString(folder.resolve("block"), block.text), block)));
  }

  @Test
  void there_are_blocks_at_all() {
    assertThat(blocks()).hasSizeGreaterThan(5);
  }

  private static void accept(Path file, Block block) {
    Secrets.Builder builder =
        Secrets.builder()
            .config(file)
            .executor(task -> {})
            .startupTimeout(Duration.ofMillis(1))
            .properties(missing(block.text));
    try (Secrets secrets = builder.build()) {
      assertThat(secrets).isNotNull();
    } catch (SecretException e) {
      assertThat(e.kind()).isEqualTo(SecretException.Kind.UNAVAILABLE);
    }
  }

  /** What a block leaves to the reader: a store that is active, where Vault is, a login. */
  private static Map<String, String> missing(String text) {
    Map<String, String> missing = new HashMap<>();
    Matcher store = STORE.matcher(text);
    if (!text.contains("keyturn.store =") && store.find()) {
      missing.put("keyturn.store", store.group(1));
    }
    if (text.contains(VAULT) && !text.contains(VAULT + "address")) {
      missing.put(VAULT + "address", "https://vault:8200");
    }
    if (text.contains(VAULT) && !text.contains(VAULT + "role-id")) {
      addLogin(text, missing);
    }
    return missing;
  }

  private static void addLogin(String text, Map<String, String> missing) {
    if (text.contains(VAULT + "wrapped-secret-id")) {
      missing.put(VAULT + "role-id", "5cf5c3ba-0000-0000-0000-000000000000");
    } else if (!text.contains(VAULT + "login ")) {
      missing.put(VAULT + "token", "file:///run/secrets/vault-token");
    }
  }

  private static List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    for (Path page : Repository.pages()) {
      String text = Repository.read(page);
      Matcher block = BLOCK.matcher(text);
      while (block.find()) {
        int line = (int) text.substring(0, block.start(1)).lines().count();
        blocks.add(new Block(page, line, block.group(1)));
      }
    }
    return blocks;
  }
}
