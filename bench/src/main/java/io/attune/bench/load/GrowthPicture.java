package io.attune.bench.load;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** How times grow with sizes: both axes logarithmic, so that a cost in proportion is a line of one slope, which is drawn, too. */
final class GrowthPicture {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 500;

    private final Map<String, TreeMap<Double, Double>> curves = new LinkedHashMap<>();

    /** Of several times for one size the last counts. */
    void add(String curve, int size, Duration time) {
        curves.computeIfAbsent(curve, _ -> new TreeMap<>()).put((double) size, time.toNanos() / 1e6);
    }

    /** @param file a PNG file: as SVG, text is drawn by shapes, and the file 20 times as large */
    void write(Path file) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle("steps, items, levels, workflows")
                .yAxisTitle("milliseconds")
                .build();
        var style = chart.getStyler();
        style.setXAxisLogarithmic(true);
        style.setYAxisLogarithmic(true);
        style.setLegendPosition(LegendPosition.InsideNW);
        style.setChartBackgroundColor(Color.WHITE);
        curves.forEach((name, points) -> chart.addSeries(name, doubles(points.keySet()), doubles(points.values())));
        var proportional =
                chart.addSeries("in proportion: 1 ms each", new double[] {1, 100_000}, new double[] {1, 100_000});
        proportional.setLineColor(Color.LIGHT_GRAY);
        proportional.setMarkerColor(Color.LIGHT_GRAY);
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
    }

    private static double[] doubles(java.util.Collection<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
