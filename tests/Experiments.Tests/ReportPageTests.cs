// The report of all targets in a real browser: it opens from disk, asks nobody for anything, can be used by everybody, and turns surfaces.

using System.Diagnostics;
using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace Experiments.Tests;

[Collection(nameof(SmokeRun))]
public sealed partial class ReportPageTests(SmokeRun run, Chromium chromium) : IClassFixture<Chromium>
{
    /// <summary>The page opens in less than two seconds on an idle machine. No other test runs beside these.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(390)]
    [InlineData(768)]
    [InlineData(1280)]
    public async Task It_opens_without_an_error_or_a_request_and_does_not_scroll_sideways(int width)
    {
        var problems = new List<string>();
        var page = await chromium.PageAsync(width, ColorScheme.Light);
        page.Console += (_, message) => problems.AddRange(message.Type == "error" ? [message.Text] : []);
        page.PageError += (_, error) => problems.Add(error);
        page.Request += (_, request) => problems.AddRange(request.Url.StartsWith("file:") || IsInline(request.Url) ? [] : [request.Url]);
        var watch = Stopwatch.StartNew();

        await page.GotoAsync(Page);

        Assert.True(watch.Elapsed < Limit, $"it took {watch.Elapsed}");
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(part => part.open = true)");
        foreach (var space in await page.Locator(".space").AllAsync()) await ShownAsync(space);
        Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(problems);
        Assert.True(new FileInfo(run.Result("report.html")).Length < 15_000_000);

        static bool IsInline(string url) => url.StartsWith("data:") || url.StartsWith("blob:");
    }

    [Fact]
    public async Task Every_link_leads_to_a_part_of_the_page_and_every_picture_is_there_with_its_caption()
    {
        var page = await chromium.PageAsync(1280, ColorScheme.Light);
        await page.GotoAsync(Page);

        Assert.Empty(await page.EvaluateAsync<string[]>(
            """
            [...document.querySelectorAll('a')].map(link => link.getAttribute('href'))
                .filter(target => !target.startsWith('#') || !document.getElementById(target.slice(1)))
            """));
        Assert.Empty(await page.EvaluateAsync<string[]>(
            """
            [...document.querySelectorAll('[id]')].map(part => part.id).filter((id, index, all) => all.indexOf(id) !== index)
            """));
        Assert.Equal(
            SmokeRun.Targets.Count(target => File.Exists(run.Result($"{target}.svg"))),
            await page.EvaluateAsync<int>("document.images.length"));
        foreach (var picture in await page.Locator("img").AllAsync()) await picture.ScrollIntoViewIfNeededAsync();
        await page.WaitForFunctionAsync("[...document.images].every(image => image.complete)");
        Assert.Empty(await page.EvaluateAsync<string[]>(
            """
            [...document.images].filter(image => image.naturalWidth === 0 || image.alt === ''
                || !image.closest('figure').querySelector('figcaption').textContent.includes(image.alt)).map(image => image.alt)
            """));
    }

    [Theory]
    [InlineData("Xiao23.Figure1")]
    [InlineData("Xiao23.Figure3")]
    public async Task Its_surface_turns_when_it_is_dragged_and_by_buttons(string target)
    {
        var page = await chromium.PageAsync(1280, ColorScheme.Light);
        await page.GotoAsync(Page);
        var space = page.Locator($"article[aria-labelledby='{target}'] .space").First;
        await ShownAsync(space);
        var first = await EyeAsync(space);

        var box = (await space.Locator("canvas").First.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + box.Height / 2);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + box.Width / 2 + 120, box.Y + box.Height / 2 + 20, new() { Steps = 8 });
        await page.Mouse.UpAsync();
        await ChangedAsync(space, first);
        var dragged = await EyeAsync(space);
        await space.GetByRole(AriaRole.Button, new() { Name = "Turn left" }).PressAsync("Enter");
        await ChangedAsync(space, dragged);
    }

    /// <summary>The two schemes differ only in colours.</summary>
    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark, "color-contrast")]
    public async Task Axe_finds_no_barrier(ColorScheme scheme, params string[] rules)
    {
        var page = await chromium.PageAsync(1280, scheme);
        await page.GotoAsync(Page);
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(part => part.open = true)");
        await ShownAsync(page.Locator(".space").First);

        var found = await page.RunAxe(new AxeRunOptions { RunOnly = rules.Length > 0 ? RunOnlyOptions.Rules(rules) : null });

        Assert.NotEmpty(found.Passes);
        Assert.Empty(found.Violations.Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"));
    }

    [Fact]
    public async Task Without_scripts_the_pictures_are_there_and_nothing_asks_to_be_turned()
    {
        var page = await chromium.PageAsync(1280, ColorScheme.Light, scripts: false);
        await page.GotoAsync(Page);

        await Assertions.Expect(page.Locator("article[aria-labelledby='Xiao23.Figure1'] img")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".spaces").First).ToBeHiddenAsync();
    }

    [Fact]
    public void Every_picture_of_the_Markdown_text_exists()
    {
        _ = Page;
        var paths = Pictures().Matches(File.ReadAllText(run.Result("report.md"))).Select(match => match.Groups["path"].Value).ToArray();

        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.True(File.Exists(run.Result(path)), path));
    }

    [GeneratedRegex(@"!\[[^\]]*\]\((?<path>[^)]*)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pictures();

    private string Page => $"file://{chromium.Report(run)}";

    /// <summary>Scrolls to a surface, which is drawn when it comes into view.</summary>
    private static async Task ShownAsync(ILocator space)
    {
        await space.ScrollIntoViewIfNeededAsync();
        await space.Locator("canvas").First.WaitForAsync();
    }

    private static Task<string> EyeAsync(ILocator space) => space.Locator(".plot").EvaluateAsync<string>(Eye);

    private static async Task ChangedAsync(ILocator space, string before)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Limit; await Task.Delay(50, TestContext.Current.CancellationToken))
            if (await EyeAsync(space) != before) return;
        Assert.Fail($"the view is still {before}");
    }

    private const string Eye = "plot => JSON.stringify(plot.layout.scene.camera.eye)";
}

/// <summary>Debian's Chromium without a window, for the tests of one class.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Program = "/usr/bin/chromium";

    private IPlaywright? playwright;
    private IBrowser? browser;
    private string? report;

    /// <summary>Returns the report of the run, which is written once.</summary>
    public string Report(SmokeRun run) => report ??= run.Report();

    /// <summary>Opens an empty page. The test is skipped where there is no Chromium.</summary>
    public async Task<IPage> PageAsync(int width, ColorScheme scheme, bool scripts = true)
    {
        Assert.SkipUnless(File.Exists(Program), $"there is no {Program}; to install it: apt-get install chromium");
        playwright ??= await Playwright.CreateAsync();
        browser ??= await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = ["--no-sandbox"] });
        return await browser.NewPageAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = scheme,
            JavaScriptEnabled = scripts,
        });
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
    }
}
