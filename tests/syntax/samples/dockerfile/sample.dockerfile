ARG VERSION=1
# Builds the wheel.
FROM --platform=linux/amd64 python:3.11 AS build
COPY . .
RUN pip wheel .

FROM python:3.11-slim
COPY --from=build /wheels /wheels
CMD ["tide"]
