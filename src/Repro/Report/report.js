// Shows the space panels of the figures so that they can be turned, by dragging or by buttons. Without WebGL the pictures are all there is.
"use strict";
(() => {
  const symbols = { Ring: "circle-open", Dot: "circle", Triangle: "cross", Pentagon: "diamond-open", Diamond: "diamond", Square: "square" };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const ink = () => getComputedStyle(document.body).color;

  const hasWebGl = () => {
    const context = document.createElement("canvas").getContext("webgl");
    context?.getExtension("WEBGL_lose_context")?.loseContext();
    return context !== null;
  };

  const along = (places, axis) => places.map(place => place === null ? null : place[axis]);
  const coordinates = places => ({ x: along(places, 0), y: along(places, 1), z: along(places, 2) });

  // A line through each row and each column of the mesh; it ends at holes.
  const net = mesh => {
    const columns = mesh.length === 0 ? [] : mesh[0].map((_, column) => mesh.map(row => row[column]));
    return [...mesh, ...columns].flatMap(line => [...line.map(place => place.includes(null) ? null : place), null]);
  };

  const traces = panel => [
    {
      type: "scatter3d", mode: "lines", hoverinfo: "skip", showlegend: false, connectgaps: false,
      line: { color: "#9a9a9a", width: 2 }, ...coordinates(net(panel.mesh)),
    },
    {
      type: "scatter3d", mode: "markers", name: "models", showlegend: false, ...coordinates(panel.points.map(point => point.at)),
      text: panel.points.map(point => point.text), hovertemplate: "%{text}<br>%{x:.4g}, %{y:.4g}, %{z:.4g}<extra></extra>",
      marker: {
        size: 5, line: { color: "#404040", width: 1 }, colorscale: "Viridis",
        color: panel.points.map(point => point.colour ?? (panel.colour ? point.value : "#404040")),
        colorbar: panel.colour ? { title: { text: panel.colour, side: "right" }, thickness: 12, len: 0.7 } : undefined,
      },
    },
    // Rings around the same model have different sizes, and black ones the colour of the text.
    ...panel.marks.map((marks, index) => {
      const colour = marks.colour === "#000000" ? ink() : marks.colour;
      return {
        type: "scatter3d", mode: "markers", name: marks.name, hoverinfo: "name", ...coordinates(marks.points),
        marker: { symbol: symbols[marks.symbol], size: 9 + 4 * index, color: colour, line: { color: colour, width: 2 } },
      };
    }),
  ];

  const axis = named => ({
    title: { text: named.label }, type: named.logarithmic ? "log" : "linear", range: named.range.map(end => named.logarithmic ? Math.log10(end) : end),
    gridcolor: "#888", zeroline: false, showspikes: false,
  });

  const layout = (panel, eye) => ({
    margin: { l: 0, r: 0, t: 0, b: 0 }, paper_bgcolor: "rgba(0,0,0,0)", font: { color: ink() }, legend: { orientation: "h", y: 0 },
    scene: {
      xaxis: axis(panel.x), yaxis: axis(panel.y), zaxis: axis(panel.z), aspectmode: "cube", dragmode: "orbit",
      camera: { eye, projection: { type: "orthographic" } },
    },
  });

  const turn = (plot, around, up) => {
    const eye = plot.layout.scene.camera.eye;
    const radius = Math.hypot(eye.x, eye.y, eye.z);
    const angle = Math.atan2(eye.y, eye.x) + around;
    const height = Math.min(1.5, Math.max(-1.5, Math.asin(eye.z / radius) + up));
    const flat = radius * Math.cos(height);
    return { x: flat * Math.cos(angle), y: flat * Math.sin(angle), z: radius * Math.sin(height) };
  };

  // The direction from which the picture is drawn; farther where the page is narrow, so that the labels are within it.
  const start = plot => {
    const distance = plot.clientWidth < 500 ? 3.1 : 2.3;
    return { x: 0.476 * distance, y: -0.762 * distance, z: 0.438 * distance };
  };

  const look = (plot, eye) => Plotly.relayout(plot, { "scene.camera.eye": eye, "scene.camera.up": { x: 0, y: 0, z: 1 } });

  const prepare = (panel, space) => {
    const plot = document.createElement("div");
    plot.className = "plot";
    const buttons = document.createElement("div");
    buttons.className = "buttons";
    const add = (text, eye) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      button.addEventListener("click", () => look(plot, eye()));
      buttons.append(button);
    };
    add("Turn left", () => turn(plot, 0.3, 0));
    add("Turn right", () => turn(plot, -0.3, 0));
    add("From higher", () => turn(plot, 0, 0.2));
    add("From lower", () => turn(plot, 0, -0.2));
    add("As at first", () => start(plot));
    space.append(plot, buttons);
    return plot;
  };

  const show = (panel, plot) => {
    Plotly.newPlot(plot, traces(panel), layout(panel, start(plot)), { displayModeBar: false, scrollZoom: false, responsive: true });
    dark.addEventListener("change", () => Plotly.relayout(plot, { "font.color": ink() }));
  };

  const spaces = document.querySelectorAll(".spaces");
  if (spaces.length === 0 || !hasWebGl()) return;
  for (const group of spaces) {
    for (const panel of JSON.parse(group.querySelector("script").textContent)) {
      const space = document.createElement("div");
      space.className = "space";
      space.setAttribute("role", "group");
      space.setAttribute("aria-label", `${panel.title}, can be turned`);
      const heading = document.createElement("p");
      heading.textContent = `${panel.title}. Drag it or press a button to turn it.`;
      space.append(heading);
      group.append(space);
      const plot = prepare(panel, space);
      const seen = new IntersectionObserver(entries => {
        if (!entries.some(entry => entry.isIntersecting)) return;
        seen.disconnect();
        show(panel, plot);
      }, { rootMargin: "300px" });
      seen.observe(space);
    }
    group.hidden = false;
  }
})();
