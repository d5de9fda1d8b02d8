#!/usr/bin/env node
import 'throughline/main'
