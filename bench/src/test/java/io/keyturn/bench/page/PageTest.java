package io.keyturn.bench.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PageTest {
  private static final Path DOCS = Path.of("..", "docs");

  @Test
  void the_page_and_its_plots_are_what_the_committed_results_give() throws IOException {
    Map<String, String> files = Page.of(Results.all(Path.of("results"))).files();

    assertThat(files).containsKey("performance.md").hasSizeGreaterThan(1);
    for (Map.Entry<String, String> file : files.entrySet()) {
      assertThat(DOCS.resolve(file.getKey()))
          .as("written by tools/bench --render")
          .hasContent(file.getValue());
    }
  }

  @Test
  void there_is_no_plot_that_the_results_do_not_give() throws IOException {
    Map<String, String> files = Page.of(Results.all(Path.of("results"))).files();

    try (var plots = Files.list(DOCS.resolve("performance"))) {
      assertThat(plots.map(plot -> "performance/" + plot.getFileName())).isSubsetOf(files.keySet());
    }
  }

  @Test
  void another_figure_gives_another_page_and_plot() {
    Results one = results(2.5);
    Results other = results(25);

    assertThat(Page.of(List.of(one)).files()).isEqualTo(Page.of(List.of(one)).files());
    assertThat(Page.of(List.of(one)).files().values())
        .doesNotContainAnyElementsOf(Page.of(List.of(other)).files().values());
  }

  private static Results results(double nanos) {
    Map<String, Double> figures = Map.of("reading.map.2.1t", nanos);
    return new Results("jdk17", "a machine", new TreeMap<>(figures));
  }
}
