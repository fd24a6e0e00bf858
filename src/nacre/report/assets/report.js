// Draws every figure of the page from the data that stands beside it, when it comes near the screen: a report of a
// long study has hundreds. On paper stands the SVG in its place, which needs no drawing.
"use strict";
(() => {
  const narrow = window.matchMedia("(max-width: 640px)");
  // A finger on a figure scrolls the page; a mouse zooms.
  const touch = window.matchMedia("(pointer: coarse)").matches;

  const config = (id) => ({
    responsive: true,
    displaylogo: false,
    modeBarButtonsToRemove: ["lasso2d", "select2d", "autoScale2d"],
    displayModeBar: touch ? false : "hover",
    toImageButtonOptions: { format: "svg", filename: id },
  });

  // Zooming one panel along x zooms those that share its axis.
  const share = (plots) => {
    let passing_on = false;
    for (const plot of plots) {
      plot.on("plotly_relayout", async (change) => {
        const keys = Object.keys(change).filter((key) => key.startsWith("xaxis."));
        if (passing_on || keys.length === 0) return;
        passing_on = true;
        const same = Object.fromEntries(keys.map((key) => [key, change[key]]));
        await Promise.all(plots.filter((other) => other !== plot).map((other) => Plotly.relayout(other, same)));
        passing_on = false;
      });
    }
  };

  const draw = async (figure) => {
    const model = JSON.parse(figure.querySelector("script").textContent);
    const plots = [...figure.querySelectorAll(".plot")];
    await Promise.all(model.panels.map((panel, i) => {
      if (touch) panel.layout.dragmode = false;
      if (narrow.matches) {
        panel.layout.font.size = 12;
        panel.layout.legend.font.size = 11;
      }
      return Plotly.newPlot(plots[i], panel.data, panel.layout, config(figure.id));
    }));
    if (model.shared_x) share(plots);
    figure.dataset.drawn = "true";
  };

  const figures = [...document.querySelectorAll("figure.figure")];
  let left = figures.length;
  const near = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      draw(target).then(() => {
        if (--left === 0) document.documentElement.dataset.ready = "true";
      });
    }
  }, { rootMargin: "400px 0px" });
  for (const figure of figures) near.observe(figure);
})();
