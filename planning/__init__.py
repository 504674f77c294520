"""The police on the map: areas, travel, staffing and plans; knows neither the models nor the bridge."""
