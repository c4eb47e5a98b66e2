package io.keyturn.bench.page;

import static java.util.Locale.ROOT;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.general.DatasetUtils;

/** Bars, lying. */
final class Plot {
  private static final int WIDTH = 760;
  private static final int BAR_HEIGHT = 16;
  private static final int MARGIN = 110;

  private final String title;
  private final String unit;
  private final boolean logarithmic;
  private final DefaultCategoryDataset bars = new DefaultCategoryDataset();

  Plot(String title, String unit, boolean logarithmic) {
    this.title = title;
    this.unit = unit;
    this.logarithmic = logarithmic;
  }

  /** Adds a bar, where its figure was measured. */
  void add(Results results, String series, String label, String figure) {
    results.figure(figure).ifPresent(value -> bars.addValue(value, series, label));
  }

  boolean isEmpty() {
    return bars.getColumnCount() == 0;
  }

  String svg() {
    JFreeChart chart =
        ChartFactory.createBarChart(
            title,
            "",
            unit,
            bars,
            PlotOrientation.HORIZONTAL,
            bars.getRowCount() > 1,
            false,
            false);
    chart.setBackgroundPaint(Color.WHITE);
    CategoryPlot plot = chart.getCategoryPlot();
    plot.setBackgroundPaint(Color.WHITE);
    plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
    plot.setOutlineVisible(false);
    plot.setRenderer(renderer());
    plot.getDomainAxis().setMaximumCategoryLabelWidthRatio(0.5f);
    if (logarithmic) {
      plot.setRangeAxis(logAxis());
    } else {
      plot.getRangeAxis().setUpperMargin(0.15);
    }
    FixedFont.applyTo(chart);
    int height = MARGIN + bars.getColumnCount() * (bars.getRowCount() * BAR_HEIGHT + 8);
    Svg svg = new Svg(WIDTH, height);
    chart.draw(svg, new Rectangle2D.Double(0, 0, WIDTH, height));
    return svg.text();
  }

  private BarRenderer renderer() {
    BarRenderer renderer = new BarRenderer();
    renderer.setBarPainter(new StandardBarPainter());
    renderer.setShadowVisible(false);
    renderer.setItemMargin(0);
    renderer.setSeriesPaint(0, new Color(0x2b6cb0));
    renderer.setSeriesPaint(1, new Color(0xdd8a3e));
    renderer.setDefaultItemLabelsVisible(true);
    renderer.setDefaultItemLabelGenerator(new Labels());
    renderer.setDefaultPositiveItemLabelPosition(
        new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT));
    return renderer;
  }

  /** From a tenth on, since some reads take less than a nanosecond. */
  private ValueAxis logAxis() {
    LogAxis axis = new LogAxis(unit);
    axis.setSmallestValue(0.1);
    axis.setRange(0.1, 4 * DatasetUtils.findMaximumRangeValue(bars).doubleValue());
    axis.setTickUnit(new NumberTickUnit(1));
    axis.setNumberFormatOverride(new DecimalFormat("0.#", DecimalFormatSymbols.getInstance(ROOT)));
    return axis;
  }

  /** A bar's number. */
  private static final class Labels extends StandardCategoryItemLabelGenerator {
    @java.io.Serial private static final long serialVersionUID = 1;

    @Override
    public String generateLabel(
        org.jfree.data.category.CategoryDataset dataset, int row, int column) {
      Number value = dataset.getValue(row, column);
      return value == null ? "" : Numbers.text(value.doubleValue());
    }
  }
}
