package io.keyturn.bench.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code docs/performance.md} and its plots, made of results and nothing else. */
public final class Page {
  private final Map<String, String> files;

  private Page(Map<String, String> files) {
    this.files = files;
  }

  /** {@return the page of these results} */
  public static Page of(List<Results> results) {
    Map<String, String> files = new TreeMap<>();
    files.put("performance.md", new Text(results).write());
    for (Results one : results) {
      Plots.of(one).forEach((name, svg) -> files.put("performance/" + name, svg));
    }
    return new Page(files);
  }

  /** {@return the texts of all files, by their paths in the folder of documents} */
  public Map<String, String> files() {
    return files;
  }

  /** Writes all files. */
  public void writeTo(Path docs) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = docs.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }
}
