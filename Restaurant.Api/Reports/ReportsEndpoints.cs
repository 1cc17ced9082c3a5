using Restaurant.Api.Http;
using Restaurant.Projections.Sales;

namespace Restaurant.Api.Reports;

internal static class ReportsEndpoints
{
    public static void MapReports(this IEndpointRouteBuilder routes) =>
        routes.MapReads("/reports")
            .MapGet("sales", SalesAsync)
            .Answers<IReadOnlyList<SalesRepresentation>>(new ReadOperation(
                "reportSales",
                "What was sold: on each business day, or of each menu item, the highest total first. Orders that were rejected or canceled are taken back in the business day of placing. "
                + "'from' and 'to' are business days, both included; a time stands for the day in which it lies, as 'to' for the last one that begins before it.",
                query => Wanted(query)));

    private static async Task<IResult> SalesAsync(HttpContext http, SalesView sales, BusinessDays days)
    {
        var query = new Query(http.Request.Query);
        var (from, to, by) = Wanted(query);
        if (query.Problem is { } problem)
        {
            return problem;
        }

        var (first, last) = (days.First(from), days.Last(to));
        if (first is { } begins && last is { } ends && begins > ends)
        {
            return Problem.ParameterInvalid(
                $"The parameter 'from' is not after 'to'; given are the days from {BusinessDays.Format(begins)} to {BusinessDays.Format(ends)}.");
        }

        return new Json<IReadOnlyList<SalesRepresentation>>(by == SalesBy.Day
            ? [.. (await sales.ByDayAsync(first, last, http.RequestAborted)).Select(SalesRepresentation.Of)]
            : [.. (await sales.ByItemAsync(first, last, http.RequestAborted)).Select(SalesRepresentation.Of)]);
    }

    private static (DayOrTime? From, DayOrTime? To, SalesBy By) Wanted(Query query) => (query.DayOrTime("from"), query.DayOrTime("to"), query.Name("by", SalesBy.Day));

    private enum SalesBy
    {
        Day,
        Item,
    }
}
