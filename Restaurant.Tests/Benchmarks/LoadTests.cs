using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Restaurant.Actors.Serialization;
using Restaurant.Tests.Projections;
using Restaurant.Tests.Support;

namespace Restaurant.Tests.Benchmarks;

/// <summary>The verb <c>load</c> of the program that measures: it does not fail on a server that does as it says, and finds out one that does not.</summary>
public sealed class LoadTests(RestaurantNode node) : IClassFixture<RestaurantNode>
{
    private string Address => node.Address.GetLeftPart(UriPartial.Authority);

    [Fact]
    public async Task What_was_acknowledged_is_what_is_read()
    {
        var (exitCode, output, errors) = await BenchmarksUnderTest.RunAsync("load", "--url", Address, "--orders", "100", "--rate", "100", "--seed", "1", "--check", "--json");

        Assert.True(exitCode == 0, output + errors);
        var report = JsonNode.Parse(output)!;
        Assert.Equal((true, 100, 0), ((bool)report["passed"]!, (int)report["journeys"]!["started"]!, (int)report["check"]!["differences"]!));
        Assert.True((int)report["commands"]!["acknowledged"]! > 5 * 100);
        // With this seed there is each kind of order, and each command.
        Assert.Equal(
            ["canceled", "completed", "open", "rejected"],
            report["journeys"]!["orders"]!.AsObject().Select(status => status.Key).Intersect(["canceled", "completed", "open", "rejected"]).Order());
        Assert.Equal(18, report["latencies"]!.AsArray().Count);
        Assert.Equal(["orders", "lists", "menu", "board", "sales", "feed"], report["check"]!["areas"]!.AsArray().Select(area => (string)area!["area"]!));
        Assert.All(report["check"]!["areas"]!.AsArray(), area => Assert.True((int)area!["compared"]! > 0 || area["notOffered"] is not null, $"{area}"));
    }

    [Fact]
    public async Task People_get_a_table_and_lines_without_a_terminal()
    {
        var (exitCode, output, errors) = await BenchmarksUnderTest.RunAsync("load", "--url", Address, "--duration", "1s", "--rate", "30", "--pace", "100000", "--check");

        Assert.True(exitCode == 0, output + errors);
        Assert.Matches(@"(?m)^ *openOrder +\S* *30 ", output);
        Assert.Matches(@"(?m)^ *journeys +30 begun, 0 failed, .*; seed \d+, 100000 times as fast as a real restaurant", output);
        Assert.Matches(@"(?m)^ *check orders +30 compared, 0 differences", output);
        Assert.EndsWith("all went well", output, StringComparison.Ordinal);
        Assert.Contains("Reading the orders", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/history", "orders: order .* has \\d+ events in its history; version \\d+ \\(order.*\\) was acknowledged")]
    [InlineData("/orders/", "orders: order .*: total is .*, and ought to be ")]
    [InlineData("/orders", "lists: order .* is missing in the list of customer ")]
    [InlineData("/menu/items/", "menu: menu item .*: unitsSold is .*, and ought to be ")]
    public async Task A_server_that_lies_is_found_out(string about, string named)
    {
        await using var liar = await Between.LyingAsync(node.Address, (path, said) =>
        {
            switch (said)
            {
                case JsonArray events when about == "/history" && path.EndsWith(about, StringComparison.Ordinal):
                    events.RemoveAt(events.Count - 1);
                    break;
                case JsonArray { Count: > 0 } list when path == about:
                    list.RemoveAt(0);
                    break;
                case JsonObject order when about == "/orders/" && order["total"] is not null && path.Split('/').Length == 3:
                    order["total"] = (decimal)order["total"]! + 1;
                    break;
                case JsonObject item when item["unitsSold"] is not null && path.StartsWith(about, StringComparison.Ordinal):
                    item["unitsSold"] = (int)item["unitsSold"]! + 1;
                    break;
            }
        });

        var (exitCode, output, _) = await BenchmarksUnderTest.RunAsync("load", "--url", liar.Address, "--orders", "30", "--rate", "100", "--check");

        Assert.Equal(1, exitCode);
        Assert.Matches($"(?m)^ *differs +{named}", output);
        Assert.EndsWith("FAILED", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    [InlineData(2, 1)]
    public async Task A_feed_that_drops_or_repeats_events_is_found_out_and_one_that_does_not_is_not(int times, int expected)
    {
        var feed = new StandInFeed(node.Journal, stored => Enumerable.Repeat(stored, EventFormat.NameOf(stored.Data) == "orderPlaced" ? times : 1));
        await using var between = await Between.StartAsync(node.Address, (http, passOn) => http.Request.Path == StandInFeed.Path ? feed.AnswerAsync(http) : passOn());

        var (exitCode, output, errors) = await BenchmarksUnderTest.RunAsync("load", "--url", between.Address, "--orders", "30", "--rate", "100", "--check");

        Assert.True(exitCode == expected, output + errors);
        Assert.Matches(@"(?m)^ *check feed +55 compared, \d+ differences", output);
        Assert.Equal(expected == 1, Regex.IsMatch(output, @"(?m)^ *differs +feed: .* has 1 orderOpened, .*, and ought to have 1 orderOpened, "));
    }

    [Fact]
    public async Task An_empty_board_and_an_empty_report_are_found_out()
    {
        await using var liar = await Between.StartAsync(
            node.Address, (http, passOn) => http.Request.Path.Value is "/kitchen/board" or "/reports/sales" ? http.Response.WriteAsync("[]") : passOn());

        var (exitCode, output, _) = await BenchmarksUnderTest.RunAsync("load", "--url", liar.Address, "--orders", "100", "--rate", "100", "--seed", "1", "--check");

        Assert.Equal(1, exitCode);
        Assert.Matches(@"(?m)^ *differs +board: order .*, which is \w+: how often it is there is 0, and ought to be 1", output);
        Assert.Matches(@"(?m)^ *check sales +20 compared, \d\d+ differences", output);
    }

    [Fact]
    public async Task What_a_server_does_not_have_is_not_offered_and_no_difference()
    {
        await using var small = await Between.StartAsync(node.Address, (http, passOn) =>
        {
            if (http.Request.Path.Value is "/events" or "/kitchen/board" or "/reports/sales")
            {
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }

            return passOn();
        });

        var (exitCode, output, errors) = await BenchmarksUnderTest.RunAsync("load", "--url", small.Address, "--orders", "5", "--rate", "100", "--check");

        Assert.True(exitCode == 0, output + errors);
        Assert.All(
            [("board", "/kitchen/board"), ("sales", "/reports/sales"), ("feed", "/events")],
            part => Assert.Matches($"(?m)^ *check {part.Item1} +not offered: {part.Item2} is 404", output));
    }

    [Fact]
    public async Task A_command_that_is_acknowledged_with_another_version_fails_its_journey()
    {
        await using var liar = await Between.LyingAsync(node.Address, (path, said) =>
        {
            if (path.EndsWith("/place", StringComparison.Ordinal))
            {
                said["version"] = (int)said["version"]! + 1;
            }
        });

        var (exitCode, output, _) = await BenchmarksUnderTest.RunAsync("load", "--url", liar.Address, "--orders", "5", "--rate", "100", "--json");

        Assert.Equal(1, exitCode);
        Assert.All(JsonNode.Parse(output)!["failures"]!.AsArray(), failure => Assert.Matches("^placeOrder on /orders/.*/place was answered with version", (string)failure!));
    }

    [Fact]
    public async Task What_was_not_served_and_what_was_done_without_an_answer_is_sent_again_until_it_is_acknowledged()
    {
        var requests = 0;
        await using var shaky = await Between.StartAsync(node.Address, async (http, passOn) =>
        {
            switch (Interlocked.Increment(ref requests) % 7)
            {
                case 0:
                    http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                    http.Response.Headers.RetryAfter = "0";
                    break;
                case 3 when !HttpMethods.IsGet(http.Request.Method):
                    // It is done, and nobody is told.
                    await passOn();
                    http.Abort();
                    break;
                default:
                    await passOn();
                    break;
            }
        });

        var (exitCode, output, errors) = await BenchmarksUnderTest.RunAsync("load", "--url", shaky.Address, "--url", Address, "--orders", "30", "--rate", "100", "--check", "--json");

        Assert.True(exitCode == 0, output + errors);
        var report = JsonNode.Parse(output)!;
        Assert.True((int)report["commands"]!["replays"]! > 0);
        Assert.Equal(["503", "connection lost"], report["errors"]!.AsObject().Select(error => error.Key));
        Assert.Equal((int)report["commands"]!["repeats"]!, report["errors"]!.AsObject().Sum(error => (int)error.Value!));
    }

    [Fact]
    public async Task A_server_that_never_serves_is_given_up()
    {
        await using var refusing = await Between.StartAsync(node.Address, async (http, passOn) =>
        {
            if (http.Request.Path.Value!.EndsWith("/place", StringComparison.Ordinal))
            {
                http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }

            await passOn();
        });

        var (exitCode, output, _) = await BenchmarksUnderTest.RunAsync("load", "--url", refusing.Address, "--orders", "5", "--rate", "100", "--seed", "1", "--give-up", "1s", "--check");

        Assert.Equal(1, exitCode);
        Assert.Matches(@"(?m)^ *failed +placeOrder on /orders/.*/place was given up after .* s: 503", output);
        // That it may have been done all the same is no difference.
        Assert.Matches(@"(?m)^ *check orders +5 compared, 0 differences", output);
    }

    [Fact]
    public async Task More_than_may_be_under_way_begin_late_and_the_report_says_so()
    {
        var (exitCode, output, _) = await BenchmarksUnderTest.RunAsync("load", "--url", Address, "--orders", "40", "--rate", "10000", "--in-flight", "2");

        Assert.Equal(0, exitCode);
        Assert.Matches(@"(?m)^ *rate +10000/s was NOT KEPT: \d+ journeys were held back by --in-flight", output);
    }

    [Fact]
    public async Task One_that_is_asked_to_stop_begins_no_further_journeys_and_reports()
    {
        var before = await NewestAsync();
        using var program = BenchmarksUnderTest.Start("load", "--url", Address, "--orders", "300", "--rate", "1", "--pace", "100", "--check");
        await Eventually.HoldsAsync(async () => await NewestAsync() != before);
        // Ctrl+C does the same; but whoever is started in the background may have been told to ignore that.
        program.Signal("TERM");
        var (exitCode, output, errors) = await program.EndAsync();

        Assert.True(exitCode == 0, output + errors);
        Assert.Matches(@"(?m)^ *rate +1/s was kept until the run was stopped: \d+ of 300 journeys were begun", output);
        Assert.EndsWith("all went well", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_answers_it_says_so_in_a_line()
    {
        var (exitCode, output, errors) = await BenchmarksUnderTest.RunAsync("load", "--url", "http://127.0.0.1:1");

        Assert.Equal((1, "", "No Restaurant answers at http://127.0.0.1:1/ (connection refused)."), (exitCode, output, errors));
    }

    [Theory]
    [InlineData("There is no verb; allowed is load")]
    [InlineData("There is no 'dance' here; allowed is load", "dance")]
    [InlineData("There is no '--speed' here; allowed is --url, --orders, --duration, --rate", "load", "--speed")]
    [InlineData("--orders is '0'; allowed is a whole number from 1 to 10000000.", "load", "--orders", "0")]
    [InlineData("--orders is 'many'; allowed is a whole number from 1 to 10000000.", "load", "--orders", "many")]
    [InlineData("--rate is '0'; allowed is a number from 0.01 to 10000.", "load", "--rate", "0")]
    [InlineData("--rate is '1,000'; allowed is a number from 0.01 to 10000.", "load", "--rate", "1,000")]
    [InlineData("--rate is 'NaN'; allowed is a number from 0.01 to 10000.", "load", "--rate", "NaN")]
    [InlineData("--pace is '-1'; allowed is a number from 0.1 to 100000.", "load", "--pace", "-1")]
    [InlineData("--in-flight is '0'; allowed is a whole number from 1 to 100000.", "load", "--in-flight", "0")]
    [InlineData("--seed is '-1'; allowed is a whole number from 0 to 2147483647.", "load", "--seed", "-1")]
    [InlineData("--duration is '36'; allowed is a time from 1s to 24h, such as 500ms, 36s, 5m or 1h.", "load", "--duration", "36")]
    [InlineData("--give-up is '999999999h'; allowed is a time from 1s to 1h, such as 500ms, 36s, 5m or 1h.", "load", "--give-up", "999999999h")]
    [InlineData("--orders and --duration are both given; allowed is one of them.", "load", "--orders", "3", "--duration", "5s")]
    [InlineData("--url is 'localhost:3000'; allowed is http://host:port or https://host:port, without a path.", "load", "--url", "localhost:3000")]
    [InlineData("--url is 'http://localhost:3000/menu'; allowed is http://host:port or https://host:port, without a path.", "load", "--url", "http://localhost:3000/menu")]
    public async Task Wrong_arguments_are_named_with_what_is_allowed(string said, params string[] arguments)
    {
        var (exitCode, output, errors) = await BenchmarksUnderTest.RunAsync(arguments);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith(said, Assert.Single(errors.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_names_every_option_with_what_holds_without_it()
    {
        var (exitCode, output, _) = await BenchmarksUnderTest.RunAsync("load", "--help");

        Assert.Equal(0, exitCode);
        Assert.All(
            ["--url", "--orders", "--duration", "--rate", "--in-flight", "--pace", "--seed", "--give-up", "--check", "--json"],
            option => Assert.Contains(option, output, StringComparison.Ordinal));
    }

    private async Task<string?> NewestAsync() => (string?)JsonNode.Parse(await node.Client.GetStringAsync("/orders?limit=1"))!.AsArray().FirstOrDefault()?["id"];
}
